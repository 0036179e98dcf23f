import { allocate, Fen } from '#kernel/fen.js';
import { cashLeft, reverse } from '../split/reverse.js';
import { BUYERS_MONEY } from '../split/split.js';
import { plainLeg, type Entry, type Leg } from './entry.js';
import { UNSPLIT } from './split-order.js';

export interface Refund {
  companyId: string;
  orderId: string;
  refundId: string;
  amountFen: Fen;
}

export const refundRef = ({ refundId }: Refund) => `order_refunded:${refundId}`;

/**
 * A refund as an entry: every line gives in proportion to what is left of its buyer's money, every share of a line in
 * proportion to what it still holds. What goes beyond the buyer's money comes out of suspense, and `excessFen` says so.
 */
export function refundEntry(refund: Refund, paid: Leg[], earlier: Leg[]): { entry: Entry; excessFen: Fen } {
  const lineIds = [...new Set(paid.map(({ lineId }) => lineId))];
  const lines = lineIds.map((lineId) => ({ paid: paid.filter(of(lineId)), earlier: earlier.filter(of(lineId)) }));
  const left = lines.map((line) => cashLeft(line.paid, line.earlier));
  const total = Fen.sum(left);
  const covered = refund.amountFen < total ? refund.amountFen : total;
  const excessFen = (refund.amountFen - covered) as Fen;

  const cash = allocate(covered, left);
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

const of = (lineId: string | null) => (leg: Leg) => leg.lineId === lineId;
