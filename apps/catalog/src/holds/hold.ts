import { Fen } from '#kernel/fen.js';
import type { CompanyId, HoldId, LotId, OfferId, PersonId, SkuId, SupplierId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { firstExpiringFirst, leftIn, type Lot, type Part } from './allocation.js';
import type { Quote, QuotedLine } from './quote.js';

/** PROVISIONAL until an order adopts it or its time is over (LAPSED); adopted, it ends as SOLD or FREED. */
export type HoldStatus = 'PROVISIONAL' | 'LAPSED' | 'ADOPTED' | 'SOLD' | 'FREED';

// Long enough to write an order, short enough that a live room sees stock come back that nobody ordered.
export const HOLD_S = 60;

/** What can still be promised. Goes down as asks of a batch are decided. */
export interface Shelf {
  lots: ReadonlyMap<SkuId, Lot[]>;
  /** What is left of the shares of open flash offers. */
  shares: ReadonlyMap<OfferId, Lot[]>;
  /** Pieces of flash offers that buyers were promised before, under `takerOf`. */
  taken: Map<string, number>;
}

export interface HeldLine extends QuotedLine {
  allocations: Allocation[];
}

export interface Allocation {
  lotId: LotId;
  supplierId: SupplierId;
  pieces: number;
  grams: bigint;
  costFen: Fen;
}

/** A hold as it stands in the table; `quoted` is the answer given, word by word. */
export interface Hold {
  companyId: CompanyId;
  holdId: HoldId;
  status: HoldStatus;
  expiresAt: Date;
  quoted: object;
}

export const takerOf = (offerId: OfferId, buyerId: PersonId) => `${offerId} ${buyerId}`;

/** Takes every line off the shelf, or none of them. Problems: stock.sold_out, offer.limit_reached. */
export function take({ lines }: Quote, shelf: Shelf, buyerId: PersonId): HeldLine[] {
  assertWithinLimits(lines, shelf, buyerId);
  const picked = lines.map((line) => ({ line, parts: firstExpiringFirst(lotsFor(line, shelf), line.quantity) }));
  const shortages = picked
    .filter(({ parts }) => !parts)
    .map(({ line }) => ({ skuId: line.sku.skuId, wanted: line.quantity, available: leftIn(lotsFor(line, shelf)) }));
  if (shortages.length > 0) throw new Problem('stock.sold_out', { shortages });

  return picked.map(({ line, parts = [] }) => {
    for (const { lot, pieces } of parts) lot.left -= pieces;
    if (line.flash) {
      const taker = takerOf(line.flash.offerId, buyerId);
      shelf.taken.set(taker, (shelf.taken.get(taker) ?? 0) + line.quantity);
    }
    return { ...line, allocations: parts.map((part) => allocationOf(part, line)) };
  });
}

function assertWithinLimits(lines: QuotedLine[], shelf: Shelf, buyerId: PersonId): void {
  for (const { flash, quantity } of lines) {
    if (!flash) continue;
    const before = shelf.taken.get(takerOf(flash.offerId, buyerId)) ?? 0;
    if (before + quantity > flash.perBuyerLimit) throw new Problem('offer.limit_reached');
  }
}

const lotsFor = ({ sku, flash }: QuotedLine, { lots, shares }: Shelf) =>
  (flash ? shares.get(flash.offerId) : lots.get(sku.skuId)) ?? [];

const allocationOf = ({ lot, pieces }: Part, { sku }: QuotedLine): Allocation => ({
  lotId: lot.lotId,
  supplierId: lot.supplierId,
  pieces,
  grams: BigInt(pieces) * BigInt(sku.netG),
  costFen: Fen.times(lot.costPerPieceFen, pieces),
});
