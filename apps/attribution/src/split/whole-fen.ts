import type { Fen } from '#kernel/fen.js';

/**
 * Rounds shares to whole fen by largest remainder. Shares come in `unit`ths of a fen and add up to whole fen: each is
 * floored (below zero too: -0.3 becomes -1), then the left-over fen go one each to the largest fractions, ties to the
 * earlier share. A share that is whole already never changes, and none moves by a fen or more.
 */
export function wholeFen(shares: readonly bigint[], unit: bigint): Fen[] {
  const fractions = shares.map((share) => ((share % unit) + unit) % unit);
  const whole = shares.map((share, at) => (share - fractionAt(fractions, at)) / unit);

  const left = Number(fractions.reduce((sum, fraction) => sum + fraction, 0n) / unit);
  const byFraction = [...fractions.keys()].sort((a, b) => compare(fractions, a, b));
  for (const at of byFraction.slice(0, left)) whole[at] = (whole[at] ?? 0n) + 1n;
  return whole as Fen[];
}

const fractionAt = (fractions: bigint[], at: number) => fractions[at] ?? 0n;

function compare(fractions: bigint[], a: number, b: number): number {
  const [left, right] = [fractionAt(fractions, a), fractionAt(fractions, b)];
  return left === right ? a - b : left > right ? -1 : 1;
}
