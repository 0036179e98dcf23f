import { Controller } from '@nestjs/common';
import { Coupons, type GetCoupon } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, CouponId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toCouponAnswer } from './coupon-answer.js';
import { readCoupon } from './coupons.sql.js';

@Controller()
export class GetCouponHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Coupons.method.get)
  async handle(request: GetCoupon) {
    const companyId = CompanyId.parse(request.companyId);
    const couponId = CouponId.parse(request.couponId);
    const coupon = await this.db.ofCompany(companyId, (tx) => readCoupon(tx, companyId, couponId));
    if (!coupon) throw new Problem('not_found');
    return { coupon: toCouponAnswer(coupon) };
  }
}
