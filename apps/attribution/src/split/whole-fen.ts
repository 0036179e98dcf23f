import type { Fen } from '#kernel/fen.js';

/**
 * Rounds shares to whole fen by largest remainder. Shares come in `unit`ths of a fen and add up to whole fen: each is
 * floored (below zero too: -0.3 becomes -1), then the left-over fen go one each to the largest fractions, ties to the
 * earlier share. A share that is whole already never changes, and none moves by a fen or more.
 */
export function wholeFen(shares: readonly bigint[], unit: bigint): Fen[] {
  const fractions = shares.map((share) => {
    const fraction = share % unit;
    return fraction < 0n ? fraction + unit : fraction;
  });
  const whole = shares.map((share, at) => (share - (fractions[at] ?? 0n)) / unit);

  const left = fractions.reduce((sum, fraction) => sum + fraction, 0n) / unit;
  for (let given = 0n; given < left; given += 1n) {
    const at = largest(fractions);
    whole[at] = (whole[at] ?? 0n) + 1n;
    fractions[at] = -1n; // It has had its fen.
  }
  return whole as Fen[];
}

/** Where the largest stands; of equals the first. */
function largest(fractions: bigint[]): number {
  let [place, most] = [0, -1n];
  for (const [at, fraction] of fractions.entries()) if (fraction > most) [place, most] = [at, fraction];
  return place;
}
