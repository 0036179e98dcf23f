import { invalid, Problem } from '#problems/problem.js';
import type { RefundStatus } from '../refunds/refund.js';
import type { RefundKind } from './after-sale.js';

/** A refund that somebody has to decide, or had to. */
export interface Undecided {
  status: RefundStatus;
  kind: RefundKind | 'STRAY';
  goodsSent: boolean;
  /** Whose parcel they are in. */
  goodsTracking: string;
  /** It was declined by a person or by time, and not merely asked for. */
  decided: boolean;
}

/** False: it was decided so before. Problems: refund.decided, refund.goods_missing. */
export function mayDecide({ status, kind, goodsSent, decided }: Undecided, approve: boolean): boolean {
  if (status !== 'REQUESTED') {
    const approved = status === 'PENDING' || status === 'SUCCEEDED' || status === 'FAILED';
    if (!decided || approved !== approve) throw new Problem('refund.decided');
    return false;
  }
  if (!approve && kind === 'RETURN' && !goodsSent) throw new Problem('refund.goods_missing');
  return true;
}

/** False: it was withdrawn before. Problems: refund.decided. */
export function mayWithdraw({ status }: Undecided): boolean {
  if (status === 'WITHDRAWN') return false;
  if (status !== 'REQUESTED') throw new Problem('refund.decided');
  return true;
}

/** False: it was said before. Problems: refund.decided, request.repeated_differently, request.invalid. */
export function mayNoteGoodsSent({ status, kind, goodsSent, goodsTracking }: Undecided, tracking: string): boolean {
  if (kind !== 'RETURN') throw invalid('refundId', 'a return');
  if (goodsSent) {
    if (goodsTracking !== tracking) throw new Problem('request.repeated_differently');
    return false;
  }
  if (status !== 'REQUESTED') throw new Problem('refund.decided');
  return true;
}
