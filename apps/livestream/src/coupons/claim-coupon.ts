import { Controller } from '@nestjs/common';
import { Coupons } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { CouponOffers, type ClaimOfferedCoupon } from '#contracts/tianjian/livestream/v1/coupon_offers_pb.js';
import { Db } from '#database/db.js';
import { contentHash } from '#kernel/hash.js';
import { CouponId, LiveSessionId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { assertOnAir } from '../sessions/session.js';
import { findOpenFor } from './coupon-offer.sql.js';

const DEVICE_MAX = 100;

@Controller()
export class ClaimCouponHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Rpc(CouponOffers.method.claim)
  async handle(request: ClaimOfferedCoupon, caller: Caller) {
    const { personId: buyerId } = personOf(caller);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const couponId = CouponId.parse(request.couponId);
    const found = await this.db.single((tx) => findOpenFor(tx, liveSessionId, couponId));
    if (!found) throw new Problem('not_found');
    assertOnAir(found);
    if (found.words === null) {
      throw new Problem('coupon.refused', { couponCode: '', why: 'NOT_OFFERED', reason: '优惠券领取已结束' });
    }

    const { companyId } = found;
    const deviceKey = deviceKeyOf(couponId, request.deviceId);
    const { coupon, left } = await this.rpc
      .to(Coupons)
      .claim({ companyId, couponId, buyerId, liveSessionId, deviceKey });
    return { couponId, couponCode: coupon?.code, words: found.words, usableUntil: coupon?.endsAt, left };
  }
}

const deviceKeyOf = (couponId: CouponId, deviceId: string): string =>
  deviceId === '' ? '' : contentHash([couponId, deviceId.slice(0, DEVICE_MAX)]).slice(0, 32);
