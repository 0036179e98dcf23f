import type { AdjustmentId, CompanyId, LotId, SkuId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';

export interface Adjustment {
  companyId: CompanyId;
  adjustmentId: AdjustmentId;
  lotId: LotId;
  skuId: SkuId;
  /** Negative: written off. Positive: found again. */
  pieces: number;
  reason: string;
}

/** One SKU's pieces of one lot, as they stand. */
export interface Standing {
  onHand: number;
  /** Promised to buyers, or set aside for a flash offer. */
  promised: number;
  /** What adjustments took and gave by now, summed: never above zero. */
  adjusted: number;
}

const PIECES_MAX = 1_000_000;

export function parseChange(pieces: number): number {
  if (pieces === 0 || Math.abs(pieces) > PIECES_MAX) throw invalid('pieces', `up to ${PIECES_MAX} pieces, not 0`);
  return pieces;
}

/** What is promised cannot be written off, and no more can be found again than was written off. */
export function assertCanAdjust({ skuId, pieces }: Adjustment, { onHand, promised, adjusted }: Standing): void {
  const available = onHand - promised;
  if (available + pieces < 0) {
    throw new Problem('stock.sold_out', { shortages: [{ skuId, wanted: -pieces, available }] });
  }
  if (adjusted + pieces > 0) throw invalid('pieces', 'no more than was written off');
}
