import { Controller } from '@nestjs/common';
import { CouponOffers, type EndCouponOffer } from '#contracts/tianjian/livestream/v1/coupon_offers_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId, OfferId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { clockOf } from '../clock.sql.js';
import { lockSession } from '../sessions/session.sql.js';
import { assertMayRun } from '../sessions/who-may-run.js';
import { findCouponOffer } from './coupon-offer.sql.js';
import { endCouponOffers } from './end-coupon-offers.js';
import { shownOffer } from './shown-offer.js';

@Controller()
export class EndCouponOfferHandler {
  constructor(private readonly db: Db) {}

  @Rpc(CouponOffers.method.end)
  handle(request: EndCouponOffer, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const offerId = OfferId.parse(request.offerId);
    return this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      const offer = await findCouponOffer(tx, companyId, offerId);
      if (offer?.liveSessionId !== liveSessionId) throw new Problem('not_found');
      const now = await clockOf(tx);
      await endCouponOffers(tx, [offer]);
      return { offer: shownOffer({ ...offer, endedAt: now }, now) };
    });
  }
}
