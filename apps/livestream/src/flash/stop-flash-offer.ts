import { Controller } from '@nestjs/common';
import { LiveSessions, type StopSessionFlashOffer } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId, OfferId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { lockSession } from '../sessions/session.sql.js';
import { assertMayRun } from '../sessions/who-may-run.js';
import { FlashOffers } from './flash-offers.js';
import { findOffer, markStopping } from './flash-offer.sql.js';

@Controller()
export class StopFlashOfferHandler {
  constructor(
    private readonly db: Db,
    private readonly flashOffers: FlashOffers,
  ) {}

  @Rpc(LiveSessions.method.stopFlashOffer)
  async handle(request: StopSessionFlashOffer, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const offerId = OfferId.parse(request.offerId);

    const offer = await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      const found = await findOffer(tx, companyId, offerId);
      if (found?.liveSessionId !== liveSessionId) throw new Problem('not_found');
      await markStopping(tx, found);
      return found;
    });
    const closing = offer.status === 'CLOSED' ? this.flashOffers.closed(offer) : this.flashOffers.close(offer);
    return { flashOffer: await closing };
  }
}
