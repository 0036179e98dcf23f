import { Controller } from '@nestjs/common';
import { LiveSessions, type StartSession } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { isOnAir, mayBecome } from './session.js';
import { SessionViews } from './session-views.js';
import { lockSession } from './session.sql.js';
import { beginShow } from './show.js';
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
      // A stream that broke off is no reason to start anew.
      if (isOnAir(session)) return;
      if (!mayBecome(session.status, 'LIVE')) throw new Problem('session.not_open');
      await beginShow(tx, session);
    });
    await this.toldOffers.tell({ companyId, liveSessionId });
    return this.views.answer(liveSessionId);
  }
}
