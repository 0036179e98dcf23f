import { Problem } from '#problems/problem.js';

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
