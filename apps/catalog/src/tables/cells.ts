import { Problem } from '#problems/problem.js';

export interface Fault {
  /** By its name in the header; empty: the row as a whole. */
  column: string;
  reason: string;
}

/** A column under each of its names; the first is the one we write. */
export type Columns<Name extends string> = Record<Name, readonly string[]>;

/** Where each column stands; those that may be missing are -1. Problems: table.unreadable. */
export function placesOf<Name extends string>(
  header: string[],
  columns: Columns<Name>,
  optional: readonly NoInfer<Name>[],
) {
  const places = Object.fromEntries(
    Object.entries<readonly string[]>(columns).map(([name, names]) => [
      name,
      header.findIndex((cell) => names.includes(cell.toLowerCase())),
    ]),
  ) as Record<Name, number>;
  const missing = (Object.keys(columns) as Name[]).filter((name) => places[name] < 0 && !optional.includes(name));
  if (missing.length > 0) {
    throw new Problem('table.unreadable', {
      reason: `no column ${missing.map((name) => columns[name][0]).join(', ')}`,
    });
  }
  return places;
}

/** Reads the cells of one row and gathers what is wrong with them, so that all of it is said at once. */
export class RowReader<Name extends string> {
  readonly faults: Fault[] = [];

  constructor(
    private readonly columns: Columns<Name>,
    private readonly places: Record<Name, number>,
    private readonly cells: string[],
  ) {}

  /** What a cell says; undefined where that is a fault. */
  read<T>(name: Name, parse: (text: string) => T): T | undefined {
    try {
      return parse(this.cells[this.places[name]] ?? '');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.fault(name, (error.details as { reason?: string }).reason ?? error.code);
      return undefined;
    }
  }

  fault(name: Name, reason: string): void {
    this.faults.push({ column: this.columns[name][0] ?? name, reason });
  }
}
