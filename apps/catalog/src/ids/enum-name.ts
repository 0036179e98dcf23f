import { invalid } from '#problems/problem.js';

/** The word for an enum's number, as it stands in tables; "unspecified" is no answer. */
export function nameOf(values: Record<number, string>, value: number, field: string): string {
  const name = values[value];
  if (value === 0 || name === undefined) {
    const known = Object.keys(values).filter((key) => Number(key) > 0);
    throw invalid(field, `one of ${known.map((key) => values[Number(key)]).join(', ')}`);
  }
  return name;
}
