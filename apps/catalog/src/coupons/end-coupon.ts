import { Controller } from '@nestjs/common';
import { Coupons, type EndCoupon } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import type { Payer } from './coupon.js';
import { CouponDesk } from './coupon-desk.js';

/** Whose money it is, ends it. */
const MAY_END: Record<Payer, string[]> = {
  company: ['seller'],
  fund: ['mentor', 'college_admin'],
  platform: [],
};

@Controller()
export class EndCouponHandler {
  constructor(private readonly desk: CouponDesk) {}

  @Rpc(Coupons.method.end)
  handle(request: EndCoupon, caller: Caller) {
    const companyId = request.companyId.toLowerCase();
    return this.desk.end(request, (payer) => hasRole(personOf(caller), companyId, MAY_END[payer]));
  }
}
