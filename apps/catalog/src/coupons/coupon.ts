import { allocate, Fen } from '#kernel/fen.js';
import type { CompanyId, CouponId, LiveSessionId, ProductId, SkuId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';

/** Who is out of the money. The company's own lowers what it sells for; the others pay in the buyer's stead. */
export type Payer = 'company' | 'platform' | 'fund';

export interface Terms {
  payer: Payer;
  /** Off the goods in scope, or off their part of the freight. */
  off: Off;
  /** Goods in scope must come to so much, before any coupon. */
  fromFen: Fen;
  scope: Scope;
  startsAt: Date;
  endsAt: Date;
  quota: number;
  perBuyer: number;
  /** Only for who claimed it on air. */
  claimOnly: boolean;
}

export type Off =
  | { kind: 'PERCENT'; shareBp: number; /** 0: none. */ capFen: Fen }
  | { kind: 'AMOUNT'; amountFen: Fen }
  | { kind: 'FREE_FREIGHT'; /** 0: none. */ capFen: Fen };

/** Everything the company sells, where nothing is named; a line must fit all that is. */
export interface Scope {
  productIds: ProductId[];
  skuIds: SkuId[];
  liveSessionId: LiveSessionId | null;
}

export interface Coupon extends Terms {
  companyId: CompanyId;
  couponId: CouponId;
  code: string;
  title: string;
  ended: boolean;
}

/** A line of a quote, as far as coupons ask. */
export interface Discountable {
  sku: { productId: ProductId; skuId: SkuId };
  amountFen: Fen;
  freightFen: Fen;
  /** At a flash price, which is below the usual already. */
  flash?: object;
  /** The session in whose bag it was found. */
  inSession: LiveSessionId | undefined;
}

export interface Discount {
  coupon: Coupon;
  amountFen: Fen;
}

export type Why = keyof typeof REASONS;

/** In the buyer's words. */
const REASONS = {
  UNKNOWN: '没有这张优惠券',
  NOT_YET: '优惠券还未到使用时间',
  OVER: '优惠券已过期或已停用',
  USED_UP: '优惠券已被用完',
  NOT_CLAIMED: '请先在直播间领取该优惠券',
  NOT_OFFERED: '该优惠券不需要领取',
  ALL_CLAIMED: '优惠券已被领完',
  CLAIMED_HERE: '本设备已领取过该优惠券',
  BUYER_LIMIT: '您已用完该优惠券的可用次数',
  BELOW_MINIMUM: '商品金额未达到优惠券的使用门槛',
  NOTHING_TO_TAKE_OFF: '订单中没有可用该优惠券的商品或运费',
  NOT_TOGETHER: '不能与其他优惠券同时使用',
} as const;

export const refuse = (couponCode: string, why: Why) =>
  new Problem('coupon.refused', { couponCode, why, reason: REASONS[why] });

const WHOLE_BP = 10_000n;
const PAYERS: readonly Payer[] = ['company', 'platform', 'fund'];

/**
 * What coupons take off each line: the one place where it is said how they stack.
 *
 * 1. Of each payer (company, platform, fund) one coupon off goods, and one free freight in all.
 * 2. Goods first: the company's, the platform's, the fund's; each counts from what those before it left. Then freight.
 * 3. A line is in scope if it fits everything the coupon names. A flash price takes no coupon off goods.
 * 4. The minimum is counted on the goods in scope before any coupon.
 * 5. A percentage is rounded down to the fen and capped. No coupon takes more than there is: off goods, all but one fen
 *    of a line (payments of nothing cannot be made, and a refund needs something to give back); off freight, the line's
 *    part of it, and of the company's own, no more than what it sells the goods for.
 * 6. A coupon's discount is shared over its lines by what can be taken off each, by largest remainder.
 *
 * Coupons that take nothing off are refused, so that nobody uses one up for nothing. Problems: coupon.refused.
 */
export function discountsOf(coupons: readonly Coupon[], lines: readonly Discountable[]): Discount[][] {
  const discounts = lines.map((): Discount[] => []);
  for (const coupon of inOrder(coupons)) {
    const scoped = lines.map((line) => isInScope(coupon, line));
    const before = Fen.sum(lines.filter((_, at) => scoped[at]).map(({ amountFen }) => amountFen));
    if (before < coupon.fromFen) throw refuse(coupon.code, 'BELOW_MINIMUM');

    const rooms = lines.map((line, at) => (scoped[at] ? roomOf(coupon, line, discounts[at] ?? []) : Fen.zero));
    const left = lines.map((line, at) => (scoped[at] ? line.amountFen - goodsTaken(discounts[at] ?? []) : 0n));
    const worth = worthOf(coupon, left);
    const room = Fen.sum(rooms);
    const amountFen = worth === undefined || worth > room ? room : worth;
    if (amountFen === 0n) throw refuse(coupon.code, 'NOTHING_TO_TAKE_OFF');

    allocate(amountFen, rooms).forEach((share, at) => {
      if (share > 0n) discounts[at]?.push({ coupon, amountFen: share });
    });
  }
  return discounts;
}

/** What is known of a coupon's use: `left`: uses nobody has; `usedByBuyer`: those this buyer has. */
export interface Standing {
  left: number;
  usedByBuyer: number;
  claimed: boolean;
}

/** Whether it may be used at all. Problems: coupon.refused. */
export function assertUsable(coupon: Coupon, now: Date, { left, usedByBuyer, claimed }: Standing): void {
  if (coupon.ended || now >= coupon.endsAt) throw refuse(coupon.code, 'OVER');
  if (now < coupon.startsAt) throw refuse(coupon.code, 'NOT_YET');
  if (coupon.claimOnly && !claimed) throw refuse(coupon.code, 'NOT_CLAIMED');
  if (usedByBuyer >= coupon.perBuyer) throw refuse(coupon.code, 'BUYER_LIMIT');
  if (left < 1) throw refuse(coupon.code, 'USED_UP');
}

/** What it takes off at most; undefined: all there is. */
function worthOf({ off }: Coupon, left: bigint[]): Fen | undefined {
  switch (off.kind) {
    case 'PERCENT': {
      const share = (left.reduce((sum, fen) => sum + fen, 0n) * BigInt(off.shareBp)) / WHOLE_BP;
      return (off.capFen > 0n && share > off.capFen ? off.capFen : share) as Fen;
    }
    case 'AMOUNT':
      return off.amountFen;
    case 'FREE_FREIGHT':
      return off.capFen > 0n ? off.capFen : undefined;
  }
}

/** What it can take off a line at most. */
function roomOf({ off, payer }: Coupon, { amountFen, freightFen }: Discountable, taken: Discount[]): Fen {
  if (off.kind !== 'FREE_FREIGHT') return (amountFen - goodsTaken(taken) - 1n) as Fen;
  const own = Fen.sum(taken.filter(({ coupon }) => coupon.payer === 'company').map((discount) => discount.amountFen));
  const bearable = (amountFen - own) as Fen;
  return payer === 'company' && bearable < freightFen ? bearable : freightFen;
}

function isInScope({ off, scope }: Coupon, { sku, flash, inSession }: Discountable): boolean {
  const { productIds, skuIds, liveSessionId } = scope;
  return (
    (off.kind === 'FREE_FREIGHT' || flash === undefined) &&
    (productIds.length === 0 || productIds.includes(sku.productId)) &&
    (skuIds.length === 0 || skuIds.includes(sku.skuId)) &&
    (liveSessionId === null || liveSessionId === inSession)
  );
}

function inOrder(coupons: readonly Coupon[]): Coupon[] {
  const rankOf = ({ off, payer }: Coupon) => (off.kind === 'FREE_FREIGHT' ? PAYERS.length : PAYERS.indexOf(payer));
  const ordered = [...coupons].sort((a, b) => rankOf(a) - rankOf(b));
  ordered.forEach((coupon, at) => {
    const before = ordered[at - 1];
    if (before && rankOf(before) === rankOf(coupon)) throw refuse(coupon.code, 'NOT_TOGETHER');
  });
  return ordered;
}

/** Only freight coupons come after: everything taken so far was taken off goods. */
const goodsTaken = (taken: Discount[]) => Fen.sum(taken.map(({ amountFen }) => amountFen));
