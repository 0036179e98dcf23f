/** Whole grams, as the door says them, in kilograms: "12500" → "12.5". */
export const kilograms = (grams: string): string => (Number(grams) / 1_000).toLocaleString('en-US');

/** What a person typed as kilograms, in grams; undefined where it is no weight. */
export function gramsOf(text: string): string | undefined {
  const found = /^\s*(\d{1,6})(?:[.。](\d{1,3}))?\s*$/.exec(text);
  if (!found) return undefined;
  const [, whole = '0', rest = ''] = found;
  return String(Number(whole) * 1_000 + Number(rest.padEnd(3, '0')));
}
