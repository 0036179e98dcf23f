import { Controller } from '@nestjs/common';
import { Coupons, type EndCoupon } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Rpc } from '#messaging/rpc.js';
import { CouponDesk } from './coupon-desk.js';

@Controller()
export class EndPlatformCouponHandler {
  constructor(private readonly desk: CouponDesk) {}

  @Rpc(Coupons.method.endOfPlatform)
  handle(request: EndCoupon) {
    return this.desk.end(request, (payer) => payer === 'platform');
  }
}
