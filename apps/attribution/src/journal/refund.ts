import { allocate, Fen } from '#kernel/fen.js';
import { cashLeft, reverse } from '../split/reverse.js';
import { BUYERS_MONEY, WEIGHED } from '../split/split.js';
import { plainLeg, type Entry, type Leg } from './entry.js';
import { UNSPLIT } from './split-order.js';

export interface Refund {
  companyId: string;
  orderId: string;
  refundId: string;
  amountFen: Fen;
  /** What each line gives; empty: all in proportion. */
  lines: { lineId: string; amountFen: Fen }[];
  /** The goods weighed less than was paid for: what goes back was taken from the shares when they were weighed. */
  weighed: boolean;
}

/** A refund that was said to be with the buyer, and is not. */
export type FailedRefund = Pick<Refund, 'companyId' | 'orderId' | 'refundId'>;

export const refundRef = ({ refundId }: FailedRefund) => `order_refunded:${refundId}`;
export const returnRef = ({ refundId }: FailedRefund) => `payment_returned:${refundId}`;
export const failureRef = ({ refundId }: FailedRefund) => `refund_failed:${refundId}`;

interface LineLegs {
  lineId: string | null;
  paid: Leg[];
  earlier: Leg[];
  leftFen: Fen;
}

/**
 * A refund as an entry. Each line gives what the refund says, or, if it says nothing, in proportion to what is left of
 * its buyer's money; every share of a line gives in proportion to what it still holds. What goes beyond the buyer's money
 * comes out of suspense, and `excessFen` says so.
 *
 * @param earlier the legs of what was refunded before, and of what of that came back
 */
export function refundEntry(refund: Refund, paid: Leg[], earlier: Leg[]): { entry: Entry; excessFen: Fen } {
  if (refund.weighed) return { entry: weighedEntry(refund), excessFen: Fen.zero };
  const lines = [...new Set(paid.map(({ lineId }) => lineId))].map((lineId) => legsOfLine(lineId, paid, earlier));
  const cash = cashByLine(refund, lines);
  const excessFen = (refund.amountFen - Fen.sum(cash)) as Fen;

  const legs = lines.flatMap((line, at) => {
    const { lineId = null, ruleId = null } = line.paid[0] ?? {};
    return reverse(line.paid, line.earlier, cash[at] ?? Fen.zero).map((part) => ({ ...part, lineId, ruleId }));
  });
  const excess = excessFen > 0n ? [plainLeg(BUYERS_MONEY, excessFen), plainLeg(UNSPLIT, -excessFen)] : [];
  const { companyId, orderId, refundId } = refund;
  return {
    entry: { companyId, kind: 'order_refunded', about: refundId, orderId, legs: [...legs, ...excess], input: null },
    excessFen,
  };
}

/** What waited for the buyer since the goods were weighed is with them. */
function weighedEntry({ companyId, orderId, refundId, lines }: Refund): Entry {
  const legs = lines.flatMap(({ lineId, amountFen }) =>
    [plainLeg(BUYERS_MONEY, amountFen), plainLeg(WEIGHED, -amountFen)].map((leg) => ({ ...leg, lineId })),
  );
  return { companyId, kind: 'order_refunded', about: refundId, orderId, legs, input: null };
}

/** The refund undone: everybody holds again what they gave for it. */
export function failureEntry({ companyId, orderId, refundId }: FailedRefund, given: Leg[]): Entry {
  const legs = given.map((leg) => ({ ...leg, amountFen: -leg.amountFen as Fen }));
  return { companyId, kind: 'refund_failed', about: refundId, orderId, legs, input: null };
}

/** What each line gives, never more than is left of it. An order that was never split gives as a whole. */
function cashByLine({ amountFen, lines: named }: Refund, lines: LineLegs[]): Fen[] {
  if (named.length > 0 && lines.every(({ lineId }) => lineId !== null)) {
    return lines.map(({ lineId, leftFen }) => {
      const wanted = Fen.sum(named.filter((line) => line.lineId === lineId).map((line) => line.amountFen));
      return wanted < leftFen ? wanted : leftFen;
    });
  }
  const left = lines.map(({ leftFen }) => leftFen);
  const total = Fen.sum(left);
  return allocate(amountFen < total ? amountFen : total, left);
}

function legsOfLine(lineId: string | null, paid: Leg[], earlier: Leg[]): LineLegs {
  const ofLine = (leg: Leg) => leg.lineId === lineId;
  const [paidLegs, earlierLegs] = [paid.filter(ofLine), earlier.filter(ofLine)];
  return { lineId, paid: paidLegs, earlier: earlierLegs, leftFen: cashLeft(paidLegs, earlierLegs) };
}
