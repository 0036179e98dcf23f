import { Fen } from '#kernel/fen.js';
import { invalid } from '#problems/problem.js';

/** What a piece costs and weighs: `priceFen` is for `netG` grams. */
export interface Piece {
  priceFen: Fen;
  netG: number;
  grossG: number;
  /** Sold by weight: how much more than `netG` it may weigh. Null: by the piece, whatever it weighs. */
  maxOverBp: number | null;
}

export interface HeaviestPiece {
  maxG: number;
  /** Never less than what so many grams cost: what is charged later fits into it. */
  priceFen: Fen;
  grossG: number;
}

const WHOLE_BP = 10_000;
// Half as much again: whoever sizes goods worse than that cannot tell buyers what they will pay.
const OVER_MAX_BP = 5_000;

export function parseByWeight(byWeight: { maxOverBp: number } | undefined): number | null {
  if (!byWeight) return null;
  const { maxOverBp } = byWeight;
  if (maxOverBp < 0 || maxOverBp > OVER_MAX_BP) throw invalid('byWeight.maxOverBp', `0 to ${OVER_MAX_BP}`);
  return maxOverBp;
}

/** What a piece weighs and costs at most; undefined where it is sold by the piece. */
export function heaviest({ priceFen, netG, grossG, maxOverBp }: Piece): HeaviestPiece | undefined {
  if (maxOverBp === null) return undefined;
  const maxG = Math.floor((netG * (WHOLE_BP + maxOverBp)) / WHOLE_BP);
  const net = BigInt(netG);
  return {
    maxG,
    priceFen: ((priceFen * BigInt(maxG) + net - 1n) / net) as Fen,
    grossG: grossG + maxG - netG,
  };
}

/** As buyers and sellers are told of it. */
export function toByWeight(piece: Piece) {
  const most = heaviest(piece);
  return most && { maxOverBp: piece.maxOverBp ?? 0, maxG: most.maxG, maxPriceFen: most.priceFen };
}
