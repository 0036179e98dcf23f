import { Controller } from '@nestjs/common';
import { Coupons, type NewCoupon } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Rpc } from '#messaging/rpc.js';
import { CouponDesk } from './coupon-desk.js';

@Controller()
export class CreatePlatformCouponHandler {
  constructor(private readonly desk: CouponDesk) {}

  @Rpc(Coupons.method.createOfPlatform)
  handle(request: NewCoupon) {
    return this.desk.make(request, 'platform', null);
  }
}
