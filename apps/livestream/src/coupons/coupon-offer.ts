import type { CompanyId, CouponId, LiveSessionId, OfferId, PersonId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';

/** A coupon that viewers of a session may claim. */
export interface CouponOffer {
  companyId: CompanyId;
  offerId: OfferId;
  liveSessionId: LiveSessionId;
  couponId: CouponId;
  couponCode: string;
  words: string;
  lastsS: number;
  endsAt: Date;
  endedAt: Date | null;
  offeredBy: PersonId;
}

/** As far as an offer asks. */
export interface OfferedCoupon {
  code: string;
  claimOnly: boolean;
  /** Empty: whatever the company sells, wherever. */
  liveSessionId: string;
  startsAt: Date;
  endsAt: Date;
  ended: boolean;
  claimed: number;
  quota: number;
}

interface Worth {
  kind: 'PERCENT' | 'AMOUNT' | 'FREE_FREIGHT';
  percentOffBp: number;
  amountFen: bigint;
  capFen: bigint;
  fromFen: bigint;
}

const LASTS_S_MIN = 10;
const LASTS_S_MAX = 86_400;

/** Problems: request.invalid. */
export function parseLasting(lastsS: number): number {
  if (lastsS < LASTS_S_MIN || lastsS > LASTS_S_MAX) throw invalid('lastsS', `${LASTS_S_MIN} to ${LASTS_S_MAX}`);
  return lastsS;
}

/** When an offer that begins now is over: no coupon is offered that is over itself. */
export const offerEnd = (lastsS: number, coupon: OfferedCoupon, now: Date): Date =>
  new Date(Math.min(now.getTime() + lastsS * 1_000, coupon.endsAt.getTime()));

/** Problems: coupon.refused. */
export function assertOfferable(coupon: OfferedCoupon, liveSessionId: LiveSessionId, now: Date): void {
  const refuse = (why: string, reason: string) =>
    new Problem('coupon.refused', { couponCode: coupon.code, why, reason });
  if (!coupon.claimOnly) throw refuse('NOT_OFFERED', '该优惠券不需要领取');
  if (coupon.ended || now >= coupon.endsAt) throw refuse('OVER', '优惠券已过期或已停用');
  if (now < coupon.startsAt) throw refuse('NOT_YET', '优惠券还未到使用时间');
  if (coupon.claimed >= coupon.quota) throw refuse('ALL_CLAIMED', '优惠券已被领完');
  if (coupon.liveSessionId !== '' && coupon.liveSessionId !== liveSessionId) {
    throw refuse('OTHER_SESSION', '该优惠券属于另一场直播');
  }
}

export const isOpen = ({ endedAt, endsAt }: CouponOffer, now: Date) => endedAt === null && endsAt > now;

/** Problems: request.repeated_differently. */
export function assertSameCouponOffer(
  earlier: CouponOffer,
  { liveSessionId, couponId, lastsS }: Pick<CouponOffer, 'liveSessionId' | 'couponId' | 'lastsS'>,
): void {
  const same = earlier.liveSessionId === liveSessionId && earlier.couponId === couponId && earlier.lastsS === lastsS;
  if (!same) throw new Problem('request.repeated_differently');
}

/** What a coupon is worth, as buyers read it: 满100元减10元, 9折，最多减20元, 包邮. */
export function wordsOf({ kind, percentOffBp, amountFen, capFen, fromFen }: Worth): string {
  const from = fromFen > 0n ? `满${yuan(fromFen)}元` : '';
  const cap = capFen > 0n ? `，最多减${yuan(capFen)}元` : '';
  switch (kind) {
    case 'AMOUNT':
      return `${from}减${yuan(amountFen)}元`;
    case 'PERCENT':
      // 免费 is no discount in tenths.
      return `${from}${percentOffBp === 10_000 ? '免单' : `${(10_000 - percentOffBp) / 1_000}折`}${cap}`;
    case 'FREE_FREIGHT':
      return `${from}包邮${cap}`;
  }
}

/** 10, 9.9, 0.05 */
const yuan = (fen: bigint) => String(Number(fen) / 100);
