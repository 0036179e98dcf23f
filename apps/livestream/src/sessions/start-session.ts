import { Controller } from '@nestjs/common';
import { LiveSessions, type StartSession } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { lockAccount } from '../accounts/account.sql.js';
import { tellRoom } from '../room/tell-room.js';
import { mayBecome } from './session.js';
import { SessionViews } from './session-views.js';
import { goOnAir, isAccountOnAir, lockSession } from './session.sql.js';
import { ToldOffers } from './told-offers.js';
import { assertMayRun } from './who-may-run.js';

@Controller()
export class StartSessionHandler {
  constructor(
    private readonly db: Db,
    private readonly toldOffers: ToldOffers,
    private readonly views: SessionViews,
  ) {}

  @Rpc(LiveSessions.method.start)
  async handle(request: StartSession, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);

    await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      if (session.status === 'LIVE') return;
      if (!mayBecome(session.status, 'LIVE')) throw new Problem('session.not_open');

      // Two sessions of one account that start at once meet here.
      await lockAccount(tx, companyId, session.accountId);
      if (await isAccountOnAir(tx, session)) throw new Problem('account.on_air');
      await goOnAir(tx, session);
      await tellRoom(tx, session, { kind: 'STARTED', body: {} });
    });
    await this.toldOffers.tell({ companyId, liveSessionId });
    return this.views.answer(liveSessionId);
  }
}
