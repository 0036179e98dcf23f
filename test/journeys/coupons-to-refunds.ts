import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { CompanyId, CouponId, ProductId, SkuId } from '#kernel/id.js';
import type { Quantity } from '#kernel/measures.js';
import { Problem } from '#problems/problem.js';
import { BookedOrder } from '../../apps/attribution/src/journal/refund-chains.js';
import { lines as pricedLines, rules } from '../../apps/attribution/src/split/orders.arbitrary.js';
import { splitLine, type PaidLine, type Step } from '../../apps/attribution/src/split/split.js';
import { discountsOf, type Coupon, type Discount, type Off } from '../../apps/catalog/src/coupons/coupon.js';
import { planRefund, type AskedLine, type RefundableOrder } from '../../apps/orders/src/after-sale/after-sale.js';

// The rules of three services, one after the other as an order goes through them and without anything between: catalog
// takes coupons off the lines, attribution splits what is paid, orders says what a refund comes to, attribution takes it
// from the shares.

const WHOLE = 10_000n;
const DECIDE_WITHIN_MS = 1;
const LONG_AGO = new Date('2026-01-01T00:00:00Z');
const FAR_AHEAD = new Date('2027-01-01T00:00:00Z');
const companyId = CompanyId.derive('coupons to refunds');

const capFen = fc.integer({ min: 0, max: 3_000 }).map(Fen.of);
const offGoods: fc.Arbitrary<Off> = fc.oneof(
  fc.record({ kind: fc.constant('PERCENT' as const), shareBp: fc.integer({ min: 1, max: 10_000 }), capFen }),
  fc.record({ kind: fc.constant('AMOUNT' as const), amountFen: fc.integer({ min: 1, max: 40_000 }).map(Fen.of) }),
);
const offFreight: fc.Arbitrary<Off> = fc.record({ kind: fc.constant('FREE_FREIGHT' as const), capFen });
const payer = fc.constantFrom('company' as const, 'platform' as const, 'fund' as const);

/** At most what stacks: one of each payer off goods, and one off freight. */
const coupons: fc.Arbitrary<Coupon[]> = fc
  .tuple(
    ...(['company', 'platform', 'fund'] as const).map((of) =>
      fc.option(fc.record({ payer: fc.constant(of), off: offGoods })),
    ),
    fc.option(fc.record({ payer, off: offFreight })),
  )
  .map((some) => some.flatMap((one, at) => (one ? [couponOf(one, at)] : [])));

const couponOf = ({ payer, off }: Pick<Coupon, 'payer' | 'off'>, at: number): Coupon => ({
  ...{ payer, off, companyId, code: `COUPON-${at}`, title: '', fromFen: Fen.zero, ended: false },
  couponId: CouponId.derive('coupon', String(at)),
  scope: { productIds: [], skuIds: [], liveSessionId: null },
  ...{ startsAt: LONG_AGO, endsAt: FAR_AHEAD, quota: 1, perBuyer: 1, claimOnly: false },
});

/** What a buyer asks back of a line, as a part of what is left of it; or a refund that fails after all. */
type Act = { line: number; by: 'pieces' | 'amount'; bp: number } | { fails: number };
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        line: fc.nat(2),
        by: fc.constantFrom('pieces' as const, 'amount' as const),
        bp: fc.integer({ min: 1, max: 10_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ fails: fc.nat(9) }) },
  ),
  { maxLength: 8 },
);

/** Random orders with coupons, and chains of refunds until the buyer has everything back. */
export function assertFromCouponsToRefunds(numRuns: number): void {
  let couponsCounted = 0;
  let refundsMade = 0;
  const orders = fc.array(fc.tuple(rules, pricedLines), { minLength: 1, maxLength: 3 });
  const paidOut = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(orders, coupons, acts, paidOut, fc.boolean(), (wanted, codes, chain, paidOutBp, packed) => {
      const order = new Sold(wanted, codes, BigInt(paidOutBp), packed);
      for (const act of chain) order.undergo(act);
      order.giveBackTheRest();
      couponsCounted += order.couponsCounted;
      refundsMade += order.refundsMade;
    }),
    { numRuns },
  );
  // Else little was tried.
  must(couponsCounted > numRuns / 2 && refundsMade > numRuns, `${couponsCounted} coupons, ${refundsMade} refunds`);
}

/** An order as orders keeps it, and as the books have it. */
class Sold {
  couponsCounted = 0;
  refundsMade = 0;
  private readonly booked: BookedOrder;
  private readonly kept: RefundableOrder;
  /** Of the refunds that stand, as they were made: what each line gave. */
  private given: { lineNo: number; amountFen: Fen }[][] = [];

  constructor(wanted: [Step[], PaidLine][], codes: Coupon[], paidOutBp: bigint, packed: boolean) {
    const lines = this.discounted(
      wanted.map(([, line]) => line),
      codes,
    );
    this.booked = new BookedOrder(
      lines.flatMap((line, at) =>
        splitLine(wanted[at]![0], line).map((part) => ({ ...part, lineId: `line${at}`, ruleId: `rule${at}` })),
      ),
      paidOutBp,
    );
    this.kept = {
      ...{ status: 'PAID', packed, deliveredAt: null, noReturnAgreed: true, refunds: 0, now: LONG_AGO },
      lines: lines.map((line, lineNo) => ({
        ...{ lineNo, lineId: `line${lineNo}`, skuId: '', quantity: line.quantity, cashFen: line.cashFen },
        ...{ shippedQuantity: 0, refundedQuantity: 0, refundedFen: Fen.zero, askedQuantity: 0, askedFen: Fen.zero },
        ...{ returnClass: 'FRESH', purchaseKind: line.purchaseKind, ruleId: '', allocations: [] },
      })),
    };
    this.assertViewsAgree();
  }

  undergo(act: Act): void {
    if ('fails' in act) return this.fail(act.fails);
    const line = this.kept.lines[act.line % this.kept.lines.length]!;
    const left = { pieces: line.quantity - line.refundedQuantity, fen: line.cashFen - line.refundedFen };
    const part = (whole: bigint) => (whole * BigInt(act.bp)) / WHOLE;
    const [pieces, fen] = [Number(part(BigInt(left.pieces))), part(left.fen)];
    if (act.by === 'pieces' && pieces > 0) this.giveBack([{ lineId: line.lineId, quantity: pieces as Quantity }]);
    if (act.by === 'amount' && fen > 0n) this.giveBack([{ lineId: line.lineId, amountFen: Fen.of(fen) }]);
  }

  giveBackTheRest(): void {
    for (const { lineId, quantity, refundedQuantity, cashFen, refundedFen } of this.kept.lines) {
      const pieces = quantity - refundedQuantity;
      if (cashFen === refundedFen) continue;
      if (pieces > 0) this.giveBack([{ lineId, quantity: pieces as Quantity }]);
      else this.giveBack([{ lineId, amountFen: (cashFen - refundedFen) as Fen }]);
    }
    must(this.booked.left === 0n, 'the buyer has everything');
    this.booked.assertAllBack();
  }

  private giveBack(asked: AskedLine[]): void {
    const worthless = this.kept.lines.some(({ lineId, cashFen, refundedFen }) =>
      asked.some((line) => line.lineId === lineId && cashFen === refundedFen),
    );
    let plan;
    try {
      plan = planRefund(this.kept, { lines: asked, photoKeys: [] }, DECIDE_WITHIN_MS);
    } catch (error) {
      // Of pieces whose money has gone back already, or which are worth less than half a fen.
      if (error instanceof Problem && error.code === 'refund.too_much' && (worthless || 'quantity' in asked[0]!))
        return;
      throw error;
    }
    this.booked.giveBack(
      plan.amountFen,
      plan.lines.map(({ lineNo, amountFen }) => ({ lineId: `line${lineNo}`, amountFen })),
    );
    for (const { lineNo, quantity, amountFen } of plan.lines) {
      const line = this.kept.lines[lineNo]!;
      line.refundedQuantity += quantity;
      line.refundedFen = Fen.of(line.refundedFen + amountFen);
    }
    this.given.push(plan.lines);
    this.refundsMade += 1;
    this.assertViewsAgree();
  }

  /** The pieces stay given up; the money may be asked for again. */
  private fail(which: number): void {
    const at = this.booked.fail(which);
    if (at === undefined) return;
    for (const { lineNo, amountFen } of this.given.splice(at, 1)[0] ?? []) {
      const line = this.kept.lines[lineNo]!;
      line.refundedFen = Fen.of(line.refundedFen - amountFen);
    }
    this.assertViewsAgree();
  }

  /** Line by line and as a whole, orders and the books say the same, and nobody has had more than there was. */
  private assertViewsAgree(): void {
    const { lines } = this.kept;
    for (const { lineId, cashFen, refundedFen, quantity, refundedQuantity } of lines) {
      must(this.booked.leftOf(lineId) === cashFen - refundedFen, 'both have as much left of a line');
      must(refundedFen >= 0n && refundedFen <= cashFen && refundedQuantity <= quantity, 'no more than there was');
    }
    const sum = (of: Fen[]) => of.reduce((all, fen) => all + fen, 0n);
    const total = sum(lines.map(({ cashFen }) => cashFen));
    const back = sum(this.given.flat().map(({ amountFen }) => amountFen));
    must(back === sum(lines.map(({ refundedFen }) => refundedFen)), 'refunds are what their lines say');
    must(this.booked.left === total - back, 'the order is the sum of its lines');
  }

  /** The lines as they are paid for; coupons that take nothing off are not used. */
  private discounted(lines: PaidLine[], codes: Coupon[]): PaidLine[] {
    const wanted = lines.map(({ grossFen, freightFen }, at) => ({
      sku: { productId: ProductId.derive('line', String(at)), skuId: SkuId.derive('line', String(at)) },
      ...{ amountFen: grossFen, freightFen, inSession: undefined },
    }));
    const { used, discounts } = usable(codes, wanted);
    this.couponsCounted = used.length;
    for (const coupon of used) {
      const taken = Fen.sum(discounts.flat().flatMap((one) => (one.coupon === coupon ? [one.amountFen] : [])));
      const { off } = coupon;
      const most = off.kind === 'AMOUNT' ? off.amountFen : off.capFen;
      must(taken > 0n && (most === 0n || taken <= most), 'a coupon takes something, and no more than its cap');
    }
    return lines.map((line, at) => {
      const own = discounts[at]!.map(({ coupon, amountFen }) => ({ payer: coupon.payer, amountFen }));
      const cashFen = line.grossFen + line.freightFen - Fen.sum(own.map(({ amountFen }) => amountFen));
      must(cashFen > 0n, 'a line is never free');
      return { ...line, discounts: own, cashFen: Fen.of(cashFen) };
    });
  }
}

function usable(
  codes: Coupon[],
  lines: Parameters<typeof discountsOf>[1],
): { used: Coupon[]; discounts: Discount[][] } {
  try {
    return { used: codes, discounts: discountsOf(codes, lines) };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'coupon.refused') throw error;
    const { couponCode: refused } = error.details as { couponCode?: string };
    return usable(
      codes.filter(({ code }) => code !== refused),
      lines,
    );
  }
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
