import { invalid } from '../problems/problem.js';

/** Money: whole fen (0.01 CNY). A bigint, so that a float can never get in. */
export type Fen = bigint & { readonly __unit: 'fen' };

// ¥100,000,000: far above any order, far below what a sum of them could overflow.
const FEN_MAX = 10_000_000_000n;

export const Fen = {
  zero: 0n as Fen,
  of: (fen: bigint | number | string): Fen => BigInt(fen) as Fen,

  /** An amount from outside: 0 to ¥100,000,000. */
  parse(fen: bigint, field: string): Fen {
    if (fen < 0n || fen > FEN_MAX) throw invalid(field, `0 to ${FEN_MAX} fen`);
    return fen as Fen;
  },

  /** A price from outside: at least one fen. */
  parsePrice(fen: bigint, field: string): Fen {
    if (fen < 1n || fen > FEN_MAX) throw invalid(field, `1 to ${FEN_MAX} fen`);
    return fen as Fen;
  },

  times: (fen: Fen, count: number): Fen => (fen * BigInt(count)) as Fen,
  sum: (all: Iterable<Fen>): Fen => {
    let total = 0n;
    for (const fen of all) total += fen;
    return total as Fen;
  },
};

/**
 * Splits `total` by `weights`, to the fen: floors each share and gives the left-over fen to the largest remainders,
 * ties to the earlier one. The parts add up to `total`; all-zero weights give everything to the first.
 */
export function allocate(total: Fen, weights: readonly bigint[]): Fen[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) return weights.map((_, at) => (at === 0 ? total : Fen.zero));

  const sign = total < 0n ? -1n : 1n;
  const shares = weights.map((weight, at) => {
    const product = total * sign * weight;
    return { at, floor: product / whole, remainder: product % whole };
  });
  let left = total * sign - shares.reduce((sum, share) => sum + share.floor, 0n);
  for (const share of [...shares].sort(
    (a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder) || a.at - b.at,
  )) {
    if (left === 0n) break;
    share.floor += 1n;
    left -= 1n;
  }
  return shares.map((share) => (share.floor * sign) as Fen);
}
