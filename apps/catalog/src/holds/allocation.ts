import type { Fen } from '#kernel/fen.js';
import type { LotId, SupplierId } from '#kernel/id.js';

/** Pieces of one SKU from one lot that can be promised. */
export interface Lot {
  lotId: LotId;
  supplierId: SupplierId;
  /** YYYY-MM-DD */
  expiresOn: string;
  costPerPieceFen: Fen;
  /** Goes down as asks of a batch are decided. */
  left: number;
}

export interface Part {
  lot: Lot;
  pieces: number;
}

/** A parcel is two days on the road: what would not reach the buyer in time is not promised. */
export const REMAINING_LIFE_DAYS = 2;

export const leftIn = (lots: readonly Lot[]) => lots.reduce((sum, lot) => sum + lot.left, 0);

/** The pieces from the lots that expire first; undefined where there are not enough. */
export function firstExpiringFirst(lots: readonly Lot[], pieces: number): Part[] | undefined {
  const parts: Part[] = [];
  let wanted = pieces;
  for (const lot of [...lots].sort(byExpiry)) {
    const taken = Math.min(lot.left, wanted);
    if (taken > 0) parts.push({ lot, pieces: taken });
    wanted -= taken;
  }
  return wanted === 0 ? parts : undefined;
}

const byExpiry = (a: Lot, b: Lot) => compare(a.expiresOn, b.expiresOn) || compare(a.lotId, b.lotId);
const compare = (a: string, b: string) => Number(a > b) - Number(a < b);
