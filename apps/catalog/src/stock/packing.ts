import { Fen } from '#kernel/fen.js';
import type { CompanyId, LotId, PackingId, SkuId, SupplierId } from '#kernel/id.js';
import { invalid } from '#problems/problem.js';

/** What is asked for. */
export interface PackingOrder {
  companyId: CompanyId;
  packingId: PackingId;
  lotId: LotId;
  skuId: SkuId;
  pieces: number;
}

/** What a piece is made of: a SKU of the lot's product. */
export interface Piece {
  netG: number;
  purchaseKind: string;
  supplierId: SupplierId;
  expiresOn: string;
  pricePerKgFen: Fen;
  recalled: boolean;
  /** Its lot is still to be harvested, or buyers wait for more than was. */
  notHarvested: boolean;
  /** The SKU is sold from a harvest to come. */
  onPreSale: boolean;
}

export interface Packing extends PackingOrder {
  grams: bigint;
  costFen: Fen;
}

const PIECES_MAX = 1_000_000;

export function parsePieces(pieces: number): number {
  if (pieces < 1 || pieces > PIECES_MAX) throw invalid('pieces', `1 to ${PIECES_MAX} whole pieces`);
  return pieces;
}

/** The purchase price of the piece's net grams, half a fen up. Fixed for all pieces of a SKU from a lot. */
export const costPerPiece = ({ netG, pricePerKgFen }: Piece): Fen =>
  Fen.of((pricePerKgFen * BigInt(netG) + 500n) / 1_000n);

/** All pieces of a packing cost the same, so that their costs add up to the fen. */
export const packingOf = (order: PackingOrder, piece: Piece): Packing => ({
  ...order,
  grams: BigInt(order.pieces) * BigInt(piece.netG),
  costFen: Fen.times(costPerPiece(piece), order.pieces),
});
