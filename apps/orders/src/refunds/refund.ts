import type { OrderStatus } from '../orders/order.js';

/** REQUESTED: somebody has to decide, or, of stray money, it is about to be sent. PENDING: on its way. */
export type RefundStatus = 'REQUESTED' | 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'DECLINED' | 'WITHDRAWN';

export type SeenStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** What a provider's word means for a refund. */
export type Outcome =
  /** Nothing new. */
  | 'same'
  | 'pending'
  /** The buyer has the money. */
  | 'given'
  /** It never left. */
  | 'refused'
  /** It was said to be with the buyer, and is not. */
  | 'came back';

/** Money that was given back may still come back to us; what has failed is over, and is asked for under a new id. */
export function outcomeOf(before: RefundStatus, seen: SeenStatus): Outcome {
  if (before === 'REQUESTED' || before === 'PENDING') {
    if (seen === 'PENDING') return 'pending';
    return seen === 'SUCCEEDED' ? 'given' : 'refused';
  }
  return before === 'SUCCEEDED' && seen === 'FAILED' ? 'came back' : 'same';
}

/** An order is REFUNDED as long as all its money is with the buyer. */
export function statusAfter(
  { status, refundedFrom, totalFen }: { status: OrderStatus; refundedFrom: OrderStatus | null; totalFen: bigint },
  givenFen: bigint,
): OrderStatus {
  if (givenFen === totalFen) return 'REFUNDED';
  return status === 'REFUNDED' ? (refundedFrom ?? 'PAID') : status;
}
