import { Controller } from '@nestjs/common';
import { Chat, type WithdrawLine } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { ActId, ChatLineId, LiveSessionId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { clockOf } from '../clock.sql.js';
import { insertAct } from '../moderation/act.sql.js';
import { actAbout } from '../moderation/act.js';
import { findLine, findPlace, retractLine } from './chat.sql.js';
import { tellRetracted } from './tell-retracted.js';

@Controller()
export class WithdrawLineHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Chat.method.withdraw)
  async handle(request: WithdrawLine, caller: Caller) {
    const { personId } = personOf(caller);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const lineId = ChatLineId.parse(request.lineId, 'lineId');

    await this.db.transaction(async (tx) => {
      const place = await findPlace(tx, liveSessionId, personId);
      const line = place && (await findLine(tx, place, lineId));
      if (line?.personId !== personId) throw new Problem('not_found');
      if (!(await retractLine(tx, line))) return;
      const actId = ActId.derive('withdraw', liveSessionId, lineId);
      await insertAct(tx, { ...actAbout(line), actId, kind: 'WITHDRAW', at: await clockOf(tx), byPersonId: personId });
      await tellRetracted(tx, line);
    });
    return {};
  }
}
