import { JournalId } from '#kernel/id.js';
import type { Part } from '../split/split.js';

export type Kind =
  | 'order_paid'
  | 'order_refunded'
  | 'refund_failed'
  | 'pieces_returned'
  | 'line_reallocated'
  | 'order_weighed'
  | 'lot_bought'
  | 'payment_stray'
  | 'payment_returned'
  | 'fee_trueup'
  | 'dispute_hold'
  | 'dispute_won'
  | 'dispute_lost';

/** A part of an entry, and the line and rule it comes from, if any. */
export interface Leg extends Part {
  lineId: string | null;
  ruleId: string | null;
}

/** One movement of money. Its legs sum to zero. */
export interface Entry {
  companyId: string;
  kind: Kind;
  /** What it stands for, once: the order, packing, payment, refund, reallocation or weighing. */
  about: string;
  orderId: string | null;
  legs: Leg[];
  /** What was split. */
  input: object | null;
}

export const refOf = ({ kind, about }: Entry) => `${kind}:${about}`;

/** The same for the same ref: an entry cannot be made twice. */
export const journalIdOf = (entry: Entry) => JournalId.derive(refOf(entry));

/** A leg that no rule made. */
export const plainLeg = (account: string, amountFen: bigint, refundable = true): Leg => ({
  account,
  amountFen: amountFen as Leg['amountFen'],
  refundable,
  lineId: null,
  ruleId: null,
});
