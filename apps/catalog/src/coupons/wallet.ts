import type { CompanyId, CouponId, PersonId } from '#kernel/id.js';
import { assertUsable, refuse, type Coupon } from './coupon.js';

/** A coupon as a buyer names it, in the shop whose goods they want. */
export interface Named {
  companyId: CompanyId;
  code: string;
}

/** Coupons that buyers named, and how much of them is left. Goes down as asks of a batch are decided. */
export class Wallet {
  constructor(
    private readonly coupons: ReadonlyMap<string, Coupon>,
    private readonly left: Map<CouponId, number>,
    /** Uses that buyers were promised before, under `userOf`. */
    private readonly usedBy: Map<string, number>,
    private readonly now: Date,
    /** Who claimed what, under `userOf`. */
    private readonly claims: ReadonlySet<string> = new Set(),
  ) {}

  static readonly empty = new Wallet(new Map(), new Map(), new Map(), new Date(0));

  /** The company's coupons of these codes. No buyer: whoever asks may be anybody. Problems: coupon.refused. */
  usable(companyId: CompanyId, codes: readonly string[], buyerId?: PersonId): Coupon[] {
    return codes.map((code) => {
      const coupon = this.coupons.get(codeKey(companyId, code));
      if (!coupon) throw refuse(code, 'UNKNOWN');
      const user = buyerId && userOf(coupon.couponId, buyerId);
      const usedByBuyer = user ? (this.usedBy.get(user) ?? 0) : 0;
      const claimed = user === undefined || this.claims.has(user);
      assertUsable(coupon, this.now, { left: this.left.get(coupon.couponId) ?? 0, usedByBuyer, claimed });
      return coupon;
    });
  }

  /** A buyer was promised one use of each. */
  take(coupons: readonly Coupon[], buyerId: PersonId): void {
    for (const { couponId } of coupons) {
      const user = userOf(couponId, buyerId);
      this.left.set(couponId, (this.left.get(couponId) ?? 0) - 1);
      this.usedBy.set(user, (this.usedBy.get(user) ?? 0) + 1);
    }
  }
}

export const codeKey = (companyId: CompanyId, code: string) => `${companyId} ${code}`;
export const userOf = (couponId: CouponId, buyerId: PersonId) => `${couponId} ${buyerId}`;
