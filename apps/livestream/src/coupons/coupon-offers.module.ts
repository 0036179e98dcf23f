import { Module } from '@nestjs/common';
import { ClaimCouponHandler } from './claim-coupon.js';
import { EndCouponOfferHandler } from './end-coupon-offer.js';
import { EndOverCouponOffers } from './end-over.js';
import { ListCouponOffersHandler } from './list-coupon-offers.js';
import { OfferCouponHandler } from './offer-coupon.js';

// In the order of proto/tianjian/livestream/v1/coupon_offers.proto.
@Module({
  controllers: [OfferCouponHandler, EndCouponOfferHandler, ListCouponOffersHandler, ClaimCouponHandler],
  providers: [EndOverCouponOffers],
})
export class CouponOffersModule {}
