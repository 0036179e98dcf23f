import type { Row } from './book.js';
import type { Report } from './check-books.js';

export const asJson = (report: Report) => JSON.stringify(report, plain, 2);

/** One line for each check; the rows that break it below. */
export function asText({ green, findings, tookMs }: Report): string {
  const lines = findings.flatMap(({ says, count, rows }) => [
    `${count === 0 ? '  ok    ' : '  BROKEN'} ${says}${count === 0 ? '' : `: ${count} rows`}`,
    ...rows.map((row) => `           ${words(row)}`),
    ...(count > rows.length ? [`           and ${count - rows.length} more`] : []),
  ]);
  const broken = findings.filter(({ count }) => count > 0).length;
  const end = green
    ? `The books are in order (${findings.length} checks`
    : `${broken} of ${findings.length} checks broken (`;
  return [...lines, `${end}${green ? ', ' : ''}${(tookMs / 1_000).toFixed(1)} s)`].join('\n');
}

const words = (row: Row) =>
  Object.entries(row)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value, plain)}`)
    .join(' ');

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
