import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#problems/problem.js';

const TRIES_MAX = 20;
const PAUSE_MS = 500;

/** Does again what may be repeated, while the system is busy. */
export async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES_MAX || !['unavailable', 'overloaded'].includes(Problem.from(error).code)) throw error;
      await sleep(PAUSE_MS * tries);
    }
  }
}
