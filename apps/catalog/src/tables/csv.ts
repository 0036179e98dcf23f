import { parse } from 'csv-parse/sync';
import { plainCell } from '#kernel/csv.js';
import { Problem } from '#problems/problem.js';

export interface CsvTable {
  encoding: 'UTF-8' | 'GB18030';
  header: string[];
  /** Row numbers as a spreadsheet counts: the header is row 1. */
  records: { row: number; cells: string[] }[];
}

export const ROWS_MAX = 10_000;
const CELL_MAX = 16 * 1024;

const unreadable = (reason: string) => new Problem('table.unreadable', { reason });

/** Problems: table.unreadable. */
export function readCsv(bytes: Buffer): CsvTable {
  const { text, encoding } = decode(bytes);
  const [header, ...records] = cellsOf(text);
  if (!header || records.length === 0) throw unreadable('no rows below a header');
  if (records.length > ROWS_MAX) throw unreadable(`more than ${ROWS_MAX} rows`);
  return {
    encoding,
    header: header.map((cell) => cell.trim()),
    records: records
      .map((cells, at) => ({ row: at + 2, cells: cells.map(plainCell) }))
      // Spreadsheets leave empty rows behind; they keep their numbers.
      .filter(({ cells }) => cells.some((cell) => cell !== '')),
  };
}

/** What is no UTF-8 to the last byte is what Chinese spreadsheets write. */
function decode(bytes: Buffer): { text: string; encoding: CsvTable['encoding'] } {
  for (const encoding of ['UTF-8', 'GB18030'] as const) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (text.includes('\0')) break;
      return { text, encoding };
    } catch {
      // The next one.
    }
  }
  throw unreadable('neither UTF-8 nor GB18030');
}

function cellsOf(text: string): string[][] {
  try {
    return parse(text, { relaxColumnCount: true, maxRecordSize: CELL_MAX });
  } catch (error) {
    throw unreadable((error as Error).message.slice(0, 200));
  }
}
