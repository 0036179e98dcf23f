// Tables for people: a spreadsheet opens them, and nothing in them does anything.

// A spreadsheet runs a cell that begins so.
const RUNS = /^[=+\-@\t\r＝＋－＠]/;

/** A cell as text that no spreadsheet runs; `plainCell` takes it back. */
export function cellOf(value: string | number | bigint): string {
  const text = String(value);
  const safe = RUNS.test(text) || text.startsWith("'") ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const plainCell = (cell: string) => cell.trim().replace(/^'(?=['=+\-@\t\r＝＋－＠])/, '');

export const lineOf = (cells: (string | number | bigint)[]) => `${cells.map(cellOf).join(',')}\r\n`;

/** Spreadsheets take a file for UTF-8 only with this before it. */
export const BYTE_ORDER_MARK = '\ufeff';

/** "129.00" */
export const yuanOf = (fen: bigint) => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
