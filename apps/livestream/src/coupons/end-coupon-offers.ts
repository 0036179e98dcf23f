import type { Tx } from '#database/tx.js';
import { tellRoom } from '../room/tell-room.js';
import type { CouponOffer } from './coupon-offer.js';
import { markCouponOfferEnded } from './coupon-offer.sql.js';

/** Nobody claims them any more, and the room is told. */
export async function endCouponOffers(tx: Tx, offers: readonly CouponOffer[]): Promise<void> {
  for (const offer of offers) {
    if (!(await markCouponOfferEnded(tx, offer))) continue;
    await tellRoom(tx, offer, { kind: 'COUPON_ENDED', body: { couponId: offer.couponId } });
  }
}
