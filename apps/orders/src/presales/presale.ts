import { Fen } from '#kernel/fen.js';
import type { LineId, OrderId } from '#kernel/id.js';
import { Quantity } from '#kernel/measures.js';
import type { AskedLine } from '../after-sale/after-sale.js';

// Orders of what was not harvested yet: who gets some of a small harvest, and what goes back when it is too late.

/** The harvest that an order waits for. */
export interface PreSale {
  lotId: string;
  /** Days, YYYY-MM-DD. */
  expectedOn: string;
  shipBy: string;
}

/** The seller and the mentor are warned so many days before the last one. */
export const WARN_DAYS = 3;

export interface Promise {
  orderId: OrderId;
  grams: bigint;
}

/**
 * Who gets some of what is left of a harvest, in the order in which they ordered: each gets all of it, or none. One who
 * asked for more than is left gets none, and does not keep a later one from what is.
 */
export function keep(
  promises: readonly Promise[],
  leftG: bigint,
): { kept: OrderId[]; short: OrderId[]; leftG: bigint } {
  const kept: OrderId[] = [];
  const short: OrderId[] = [];
  let left = leftG;
  for (const { orderId, grams } of promises) {
    if (grams > left) {
      short.push(orderId);
      continue;
    }
    kept.push(orderId);
    left -= grams;
  }
  return { kept, short, leftG: left };
}

export type PreSaleState = 'WAITING' | 'READY' | 'SHORT';

export const stateOf = (kept: boolean | null): PreSaleState => (kept === null ? 'WAITING' : kept ? 'READY' : 'SHORT');

interface Line {
  lineId: string;
  quantity: number;
  shippedQuantity: number;
  refundedQuantity: number;
  askedQuantity: number;
  cashFen: Fen;
  refundedFen: Fen;
  askedFen: Fen;
}

/**
 * What goes back of each line: all pieces that have not left and were not asked back, with their money; and the money of
 * pieces that were given up before, if it never arrived.
 */
export function backOf(lines: readonly Line[]): AskedLine[] {
  return lines.flatMap((line): AskedLine[] => {
    const lineId = line.lineId as LineId;
    const pieces = line.quantity - line.shippedQuantity - line.refundedQuantity - line.askedQuantity;
    if (pieces > 0) return [{ lineId, quantity: Quantity.parse(pieces, 'quantity') }];
    const left = line.cashFen - line.refundedFen - line.askedFen;
    return line.shippedQuantity === 0 && line.askedQuantity === 0 && left > 0n
      ? [{ lineId, amountFen: Fen.of(left) }]
      : [];
  });
}

/** Somebody has to decide on a part of it first. */
export const isAsked = (lines: readonly Line[]) =>
  lines.some(({ askedQuantity, askedFen }) => askedQuantity > 0 || askedFen > 0n);
