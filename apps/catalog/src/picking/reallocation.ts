import { Fen } from '#kernel/fen.js';
import type { CompanyId, HoldId, LotId, ReallocationId, SkuId, SupplierId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';

/** Sold pieces that shall go out of another lot than was held. */
export interface Reallocation {
  companyId: CompanyId;
  reallocationId: ReallocationId;
  holdId: HoldId;
  skuId: SkuId;
  fromLotId: LotId;
  toLotId: LotId;
  pieces: number;
}

/** One SKU's pieces of one lot, under lock. */
export interface Shelf {
  lotId: LotId;
  supplierId: SupplierId;
  netG: number;
  costPerPieceFen: Fen;
  /** Neither promised to anybody nor set aside. */
  available: number;
  /** Whether it would still reach a buyer in time, has its documents and was not recalled. */
  sellable: boolean;
}

/** The lot that goes out must be free, and as good as one that is promised. */
export function assertCanTake({ skuId, pieces }: Reallocation, { available, sellable }: Shelf): void {
  if (!sellable) throw new Problem('lot.not_sellable');
  if (pieces > available) throw new Problem('stock.sold_out', { shortages: [{ skuId, wanted: pieces, available }] });
}

/** So many pieces of a lot: what they weigh and what they cost. */
export const piecesOf = ({ lotId, supplierId, netG, costPerPieceFen }: Shelf, pieces: number) => ({
  lotId,
  supplierId,
  pieces,
  grams: BigInt(netG) * BigInt(pieces),
  costFen: Fen.times(costPerPieceFen, pieces),
});
