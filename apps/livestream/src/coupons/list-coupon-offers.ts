import { Controller } from '@nestjs/common';
import { CouponOffers, type ListCouponOffers } from '#contracts/tianjian/livestream/v1/coupon_offers_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { clockOf } from '../clock.sql.js';
import { isOpen } from './coupon-offer.js';
import { findCouponOffers, findOpenFor } from './coupon-offer.sql.js';
import { shownOffer } from './shown-offer.js';

@Controller()
export class ListCouponOffersHandler {
  constructor(private readonly db: Db) {}

  @Rpc(CouponOffers.method.list)
  handle(request: ListCouponOffers) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    return this.db.transaction(async (tx) => {
      const session = await findOpenFor(tx, liveSessionId, null);
      if (!session) throw new Problem('not_found');
      const now = await clockOf(tx);
      const offers = await findCouponOffers(tx, session);
      return { offers: offers.filter((offer) => isOpen(offer, now)).map((offer) => shownOffer(offer, now)) };
    });
  }
}
