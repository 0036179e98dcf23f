import { Controller } from '@nestjs/common';
import { ChatModeration, type LiftChatBan } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Db } from '#database/db.js';
import { ActId, BanId, CompanyId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { tellSilence } from '../chat/tell-silence.js';
import { clockOf } from '../clock.sql.js';
import { actIn } from './act.js';
import { insertAct } from './act.sql.js';
import { liftBan } from './moderation.sql.js';

@Controller()
export class LiftBanHandler {
  constructor(private readonly db: Db) {}

  @Rpc(ChatModeration.method.liftBan)
  handle(request: LiftChatBan, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const banId = BanId.parse(request.banId);
    const byPersonId = personOf(caller).personId;
    return this.db.ofCompany(companyId, async (tx) => {
      const ban = await liftBan(tx, companyId, banId);
      if (!ban) throw new Problem('not_found');
      if (!ban.lifted) return {};
      await tellSilence(tx, { companyId, personId: ban.personId });
      const about = { ...actIn(companyId, null, ban.name), personId: ban.personId };
      await insertAct(tx, { ...about, actId: ActId.new(), kind: 'LIFT_BAN', at: await clockOf(tx), byPersonId });
      return {};
    });
  }
}
