import { Controller } from '@nestjs/common';
import { ChatModeration, type AddChatWords } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { ActId, CompanyId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { clockOf } from '../clock.sql.js';
import { addWords, countWords, raiseVersion } from '../chat/words.sql.js';
import { actIn } from './act.js';
import { insertAct } from './act.sql.js';
import { assertRoom, parseWords } from './banned-words.js';

@Controller()
export class AddWordsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(ChatModeration.method.addWords)
  handle(request: AddChatWords, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const words = parseWords(request.words);
    const byPersonId = personOf(caller).personId;
    return this.db.ofCompany(companyId, async (tx) => {
      if (words.length === 0) return {};
      await raiseVersion(tx, companyId);
      await addWords(tx, companyId, words, request.alike);
      assertRoom(await countWords(tx, companyId));
      const about = actIn(companyId, null, words.join(' '));
      await insertAct(tx, { ...about, actId: ActId.new(), kind: 'ADD_WORDS', at: await clockOf(tx), byPersonId });
      return {};
    });
  }
}
