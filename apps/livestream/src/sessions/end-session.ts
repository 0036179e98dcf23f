import { Controller } from '@nestjs/common';
import { LiveSessions, type EndSession } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { assertOnAir, isOver } from './session.js';
import { FlashOffers } from '../flash/flash-offers.js';
import { SessionViews } from './session-views.js';
import { lockSession } from './session.sql.js';
import { endShow } from './show.js';
import { ToldOffers } from './told-offers.js';
import { assertMayRun } from './who-may-run.js';

@Controller()
export class EndSessionHandler {
  constructor(
    private readonly db: Db,
    private readonly toldOffers: ToldOffers,
    private readonly flashOffers: FlashOffers,
    private readonly views: SessionViews,
  ) {}

  @Rpc(LiveSessions.method.end)
  async handle(request: EndSession, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);

    const stopping = await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      if (isOver(session)) return undefined;
      assertOnAir(session);
      return endShow(tx, session);
    });
    await this.toldOffers.tell({ companyId, liveSessionId });
    if (stopping) await this.flashOffers.close(stopping);
    return this.views.answer(liveSessionId);
  }
}
