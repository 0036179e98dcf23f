import { Controller } from '@nestjs/common';
import { Coupons, type NewCoupon } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { CouponDesk } from './coupon-desk.js';

@Controller()
export class CreateCouponHandler {
  constructor(private readonly desk: CouponDesk) {}

  @Rpc(Coupons.method.create)
  handle(request: NewCoupon, caller: Caller) {
    return this.desk.make(request, 'company', personOf(caller).personId);
  }
}
