import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { isOpen, type CouponOffer } from './coupon-offer.js';

export const shownOffer = (offer: CouponOffer, now: Date) => ({
  ...{ offerId: offer.offerId, couponId: offer.couponId, couponCode: offer.couponCode, words: offer.words },
  endsAt: timestampFromDate(offer.endsAt),
  open: isOpen(offer, now),
});
