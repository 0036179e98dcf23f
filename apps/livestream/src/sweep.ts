import { Problem } from '#problems/problem.js';

const NIL = '00000000-0000-0000-0000-000000000000';
const PAGE = 100;

/**
 * Does the work for one after the other. What fails by its own fault keeps nobody else waiting and is told at the end;
 * where the other side is away, the rest waits for the next sweep.
 */
export async function sweep<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const one of all) {
    await work(one).catch((error: unknown) => {
      if (Problem.from(error).code === 'unavailable') throw error;
      failures.push(error);
    });
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${all.length} failed`);
}

/** The same for however many there are, by pages in the order of their ids. */
export async function sweepPages<T>(
  pageAfter: (id: string, size: number) => Promise<T[]>,
  idOf: (one: T) => string,
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  let after = NIL;
  // Ends: every page begins after the last id of the one before.
  for (;;) {
    const page = await pageAfter(after, PAGE);
    await sweep(page, work);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = idOf(last);
  }
}
