import { invalid } from '#problems/problem.js';
import { REGIONS } from './regions.data.js';

const regions = new Map(
  REGIONS.trim()
    .split('\n')
    .map((line): [string, string] => [line.slice(0, 6), line.slice(6)]),
);

// Codes that maps, statistics and older papers use for a place that has another one in the national standard.
const ALIASES = new Map([
  // 兰州新区: a district of statistics, in 永登 and 皋兰.
  ['620171', '620100'],
  // 嘉峪关 has no counties; statistics write the whole of it as one.
  ['620201', '620200'],
  // 华亭: a county until 2018, a city since.
  ['620824', '620881'],
]);

// The table names nothing below them: whatever lies there counts as the whole.
const WHOLE = /^(71|81|82)\d{4}$/;

/** A place that exists, under the code we know it by. Problems: request.invalid. */
export function parseKnownRegion(value: string, field: string): string {
  const code = WHOLE.test(value) ? `${value.slice(0, 2)}0000` : (ALIASES.get(value) ?? value);
  if (!regions.has(code)) throw invalid(field, 'the six digits of a province, prefecture or county that exists');
  return code;
}

/** A county, its prefecture and its province, the closest first. */
export function withItsParents(code: string): string[] {
  return [...new Set([code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`])];
}

/** As an address begins: 甘肃省定西市安定区. */
export function nameOfRegion(code: string): string {
  const names = withItsParents(code)
    .reverse()
    .flatMap((region) => regions.get(region) ?? []);
  return [...new Set(names)].join('');
}

export const regionCodes = (): string[] => [...regions.keys()];
