import { Controller } from '@nestjs/common';
import { Coupons, type ClaimCoupon } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Db } from '#database/db.js';
import type { Group } from '#database/group.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, CouponId, LiveSessionId, PersonId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { whyNotClaim, type Claims } from './claim.js';
import { findClaimsLike, writeClaims, type ClaimRow } from './claims.sql.js';
import { toCouponAnswer } from './coupon-answer.js';
import type { SavedCoupon } from './coupons.sql.js';
import { lockCoupons, type LockedCoupon } from './uses.sql.js';

interface Claimed {
  coupon: SavedCoupon;
  left: number;
}

@Controller()
export class ClaimCouponHandler {
  /** A room that presses at once is one transaction. */
  private readonly claiming: Group<ClaimRow, Claimed>;

  constructor(db: Db) {
    this.claiming = db.group('claim', claimAll);
  }

  @Rpc(Coupons.method.claim)
  async handle(request: ClaimCoupon) {
    const { coupon, left } = await this.claiming.ask({
      companyId: CompanyId.parse(request.companyId),
      couponId: CouponId.parse(request.couponId),
      buyerId: PersonId.parse(request.buyerId, 'buyerId'),
      liveSessionId: LiveSessionId.parse(request.liveSessionId),
      deviceKey: request.deviceKey === '' ? null : request.deviceKey,
    });
    return { coupon: toCouponAnswer(coupon), left };
  }
}

async function claimAll(tx: Tx, asks: ClaimRow[]): Promise<(Claimed | Problem)[]> {
  const coupons = new Map((await lockCoupons(tx, asks)).map((locked) => [locked.coupon.couponId, locked]));
  const earlier = await findClaimsLike(tx, asks);
  const claims = new Map([...coupons].map(([couponId, locked]) => [couponId, claimsOf(locked, earlier)]));
  const written: ClaimRow[] = [];

  const answers = asks.map((ask) => {
    const locked = coupons.get(ask.couponId);
    const known = claims.get(ask.couponId);
    if (!locked || !known || locked.coupon.companyId !== ask.companyId) return new Problem('not_found');
    if (!known.buyers.has(ask.buyerId)) {
      const problem = whyNotClaim(locked.coupon, known, ask, locked.now);
      if (problem) return problem;
      known.count += 1;
      known.buyers.add(ask.buyerId);
      if (ask.deviceKey !== null) known.devices.add(ask.deviceKey);
      written.push(ask);
    }
    return { coupon: { ...locked.saved, claimed: known.count }, left: locked.coupon.quota - known.count };
  });
  await writeClaims(tx, written);
  return answers;
}

function claimsOf({ coupon, saved }: LockedCoupon, earlier: readonly ClaimRow[]): Claims {
  const own = earlier.filter(({ couponId }) => couponId === coupon.couponId);
  return {
    count: saved.claimed,
    buyers: new Set(own.map(({ buyerId }) => buyerId)),
    devices: new Set(own.flatMap(({ deviceKey }) => deviceKey ?? [])),
  };
}
