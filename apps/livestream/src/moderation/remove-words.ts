import { Controller } from '@nestjs/common';
import { ChatModeration, type RemoveChatWords } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { ActId, CompanyId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { clockOf } from '../clock.sql.js';
import { raiseVersion, removeWords } from '../chat/words.sql.js';
import { actIn } from './act.js';
import { insertAct } from './act.sql.js';
import { parseWords } from './banned-words.js';

@Controller()
export class RemoveWordsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(ChatModeration.method.removeWords)
  handle(request: RemoveChatWords, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const words = parseWords(request.words);
    const byPersonId = personOf(caller).personId;
    return this.db.ofCompany(companyId, async (tx) => {
      await raiseVersion(tx, companyId);
      const removed = await removeWords(tx, companyId, words);
      if (removed.length === 0) return {};
      const about = actIn(companyId, null, removed.join(' '));
      await insertAct(tx, { ...about, actId: ActId.new(), kind: 'REMOVE_WORDS', at: await clockOf(tx), byPersonId });
      return {};
    });
  }
}
