/** In hundredths of a percent; undefined where there is nothing to divide by. */
export const rateBp = (part: bigint | number, whole: bigint | number) => quotient(BigInt(part) * 10_000n, whole);

/** Rounded half up; undefined where there is nothing to divide by. */
export function quotient(part: bigint | number, whole: bigint | number): bigint | undefined {
  const [top, bottom] = [BigInt(part), BigInt(whole)];
  if (bottom === 0n) return undefined;
  // Both are counts or sums of money, and never negative but for a net figure, which is no ratio's.
  return (2n * top + bottom) / (2n * bottom);
}

export const asNumber = (value: bigint | undefined) => (value === undefined ? undefined : Number(value));
