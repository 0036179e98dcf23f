import { allocate, Fen } from '#kernel/fen.js';
import type { Quantity } from '#kernel/measures.js';
import { Problem } from '#problems/problem.js';
import type { Allotment, OrderStatus, PurchaseKind, ReturnClass } from '../orders/order.js';

// What a buyer may have back, and who decides. Pieces that nobody has begun to pack are the buyer's to give up. What is
// packed is asked for. What was delivered is claimed with photos, or sent back where the law lets it.

export interface RefundableOrder {
  status: OrderStatus;
  /** Somebody has begun to pack it. */
  packed: boolean;
  deliveredAt: Date | null;
  /** The buyer agreed that what the law takes out of the right of return is not taken back. */
  noReturnAgreed: boolean;
  /** How often money of it was asked back, whatever became of that. */
  refunds: number;
  lines: RefundableLine[];
  /** By the database's clock. */
  now: Date;
}

export interface RefundableLine {
  lineNo: number;
  lineId: string;
  skuId: string;
  quantity: number;
  cashFen: Fen;
  /** In parcels that have left. */
  shippedQuantity: number;
  refundedQuantity: number;
  refundedFen: Fen;
  /** Asked for, and not decided yet. */
  askedQuantity: number;
  askedFen: Fen;
  returnClass: ReturnClass;
  purchaseKind: PurchaseKind;
  ruleId: string;
  allocations: Allotment[];
}

export type AskedLine = { lineId: string } & ({ quantity: Quantity } | { amountFen: Fen });

export interface Asked {
  lines: AskedLine[];
  photoKeys: string[];
}

export type RefundKind = 'CANCELLATION' | 'REQUEST' | 'CLAIM' | 'RETURN' | 'WEIGHED' | 'RECALL' | 'PRE_SALE';

/** What goes back for a line. */
export interface PlannedLine {
  lineNo: number;
  /** Pieces given up; 0: money only. */
  quantity: number;
  amountFen: Fen;
}

export interface Plan {
  kind: RefundKind;
  lines: PlannedLine[];
  amountFen: Fen;
  /** Null: nobody has to decide, it is done at once. */
  decision: { withinMs: number; approveByDefault: boolean } | null;
}

const REFUNDABLE: readonly OrderStatus[] = ['PAID', 'SHIPPED', 'COMPLETED'];
// A payment may be given back in fifty parts, no provider takes more.
const REFUNDS_MAX = 50;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
// Fresh goods are looked at when they come; of other goods one finds out a little later.
const FRESH_CLAIM_MS = 48 * HOUR_MS;
const RETURN_DAYS = 7;
// A return whose goods are never sent is closed; once they are, the law gives the seller seven days to pay.
export const SEND_BACK_WITHIN_MS = 14 * DAY_MS;
export const RETURNED_DECIDE_WITHIN_MS = 7 * DAY_MS;
const SHANGHAI_MS = 8 * HOUR_MS;

/**
 * What an asked refund comes to. `decideWithinMs`: how long a company may think about a request or a claim; its silence
 * agrees. Problems: order.not_refundable, refund.too_much, refund.too_many, refund.too_late, refund.photos_needed,
 * not_found for a line of another order.
 */
export function planRefund(order: RefundableOrder, asked: Asked, decideWithinMs: number): Plan {
  if (!REFUNDABLE.includes(order.status)) throw new Problem('order.not_refundable');
  assertRefundsLeft(order);
  const named = asked.lines.map((line) => ({ asked: line, line: lineOf(order, line) }));
  const lines = named.map(({ line, asked }) => planLine(order, line, asked));
  const amountFen = Fen.sum(lines.map((line) => line.amountFen));
  if (amountFen === 0n) throw tooMuch(named.map(({ line }) => line));

  const kind = kindOf(order, asked, lines);
  return { kind, lines, amountFen, decision: decisionOf(kind, decideWithinMs) };
}

/** Problems: refund.too_many. */
export function assertRefundsLeft({ refunds }: Pick<RefundableOrder, 'refunds'>): void {
  if (refunds >= REFUNDS_MAX) throw new Problem('refund.too_many');
}

/** Pieces given up are, as long as there are such, pieces that have not left. */
export function neverShipped({ quantity, shippedQuantity, refundedQuantity }: RefundableLine, givenUp: number): number {
  const here = quantity - shippedQuantity - refundedQuantity;
  return Math.max(0, Math.min(givenUp, here));
}

/** The last pieces of a line's lots: what was to be shipped last comes back first. */
export function lastPieces(
  { quantity, refundedQuantity, allocations }: Pick<RefundableLine, 'quantity' | 'refundedQuantity' | 'allocations'>,
  count: number,
): Allotment[] {
  const until = quantity - refundedQuantity;
  const from = until - count;
  let start = 0;
  return allocations.flatMap((allotment) => {
    const [first, end] = [Math.max(start, from), Math.min(start + allotment.pieces, until)];
    const cut = end > first ? [cutOf(allotment, first - start, end - start)] : [];
    start += allotment.pieces;
    return cut;
  });
}

/** Pieces `from` to `until` of an allotment. Cut by cut, grams and cost add up to the whole of it. */
function cutOf(allotment: Allotment, from: number, until: number): Allotment {
  const part = (whole: string) => {
    const upTo = (count: number) => (BigInt(whole) * BigInt(count)) / BigInt(allotment.pieces);
    return String(upTo(until) - upTo(from));
  };
  return { ...allotment, pieces: until - from, grams: part(allotment.grams), costFen: part(allotment.costFen) };
}

function lineOf({ lines }: RefundableOrder, { lineId }: AskedLine): RefundableLine {
  const line = lines.find((one) => one.lineId === lineId);
  if (!line) throw new Problem('not_found');
  return line;
}

/**
 * Pieces are worth their share of what is left of the line, to the fen, so the last of them takes all the rest. Who
 * wants all the money of a line that nobody has packed gives its pieces up.
 */
function planLine({ packed }: RefundableOrder, line: RefundableLine, asked: AskedLine): PlannedLine {
  const left = leftOf(line);
  if ('amountFen' in asked) {
    if (asked.amountFen > left.amountFen) throw tooMuch([line]);
    const givenUp = !packed && asked.amountFen === left.amountFen ? left.quantity : 0;
    return { lineNo: line.lineNo, quantity: givenUp, amountFen: asked.amountFen };
  }
  if (asked.quantity > left.quantity) throw tooMuch([line]);
  const [amountFen = Fen.zero] = allocate(left.amountFen, [
    BigInt(asked.quantity),
    BigInt(left.quantity - asked.quantity),
  ]);
  return { lineNo: line.lineNo, quantity: asked.quantity, amountFen };
}

/** What of a line is neither paid back nor asked back. */
export const leftOf = (line: RefundableLine) => ({
  quantity: line.quantity - line.refundedQuantity - line.askedQuantity,
  amountFen: Fen.of(line.cashFen - line.refundedFen - line.askedFen),
});

function kindOf(order: RefundableOrder, { lines, photoKeys }: Asked, planned: PlannedLine[]): RefundKind {
  if (!order.packed && planned.every((line) => leavesNothingUnpaid(order, line))) return 'CANCELLATION';
  if (!order.deliveredAt) {
    if (order.status === 'COMPLETED') throw new Problem('refund.too_late');
    return 'REQUEST';
  }
  const named = lines.map((line) => lineOf(order, line));
  const sinceMs = order.now.getTime() - order.deliveredAt.getTime();
  const returnable = sinceMs <= returnTerm(order.deliveredAt);

  if (photoKeys.length > 0) {
    const inTime = named.every(({ returnClass }) => (returnClass === 'FRESH' ? sinceMs <= FRESH_CLAIM_MS : returnable));
    if (!inTime) throw new Problem('refund.too_late');
    return 'CLAIM';
  }
  const byPieces = lines.every((line) => 'quantity' in line);
  if (!byPieces || !named.every((line) => mayBeReturned(order, line))) throw new Problem('refund.photos_needed');
  if (!returnable) throw new Problem('refund.too_late');
  return 'RETURN';
}

/** Money alone, for goods that will still be shipped, is not the buyer's to take. */
function leavesNothingUnpaid({ lines }: RefundableOrder, { lineNo, quantity }: PlannedLine): boolean {
  const line = lines.find((one) => one.lineNo === lineNo);
  return quantity > 0 || line?.refundedQuantity === line?.quantity;
}

/** The law lets everything go back but what is fresh or made to order, and that too if the buyer was not told. */
const mayBeReturned = ({ noReturnAgreed }: RefundableOrder, { returnClass }: RefundableLine) =>
  returnClass === 'PROCESSED' || !noReturnAgreed;

/** Seven days, counted from the day after delivery, to the last minute of the last day in Shanghai. */
function returnTerm(deliveredAt: Date): number {
  const intoTheDay = (deliveredAt.getTime() + SHANGHAI_MS) % DAY_MS;
  return DAY_MS - intoTheDay + RETURN_DAYS * DAY_MS;
}

function decisionOf(kind: RefundKind, decideWithinMs: number): Plan['decision'] {
  if (kind === 'CANCELLATION') return null;
  // The money follows the goods: nothing is agreed by silence before they are on their way.
  if (kind === 'RETURN') return { withinMs: SEND_BACK_WITHIN_MS, approveByDefault: false };
  return { withinMs: decideWithinMs, approveByDefault: true };
}

const tooMuch = (lines: RefundableLine[]) =>
  new Problem('refund.too_much', {
    left: lines.map((line) => {
      const { quantity, amountFen } = leftOf(line);
      return { lineId: line.lineId, quantity, amountFen: String(amountFen) };
    }),
  });
