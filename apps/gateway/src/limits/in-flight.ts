import { Problem } from '#problems/problem.js';

/** Bounds how many requests wait for an answer. Past it the next is sent away at once: queues only make all late. */
export class InFlight {
  private count = 0;

  constructor(private readonly max: number) {}

  /** Problems: overloaded. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.count >= this.max) throw new Problem('overloaded', { retryAfterS: 1 });
    this.count += 1;
    try {
      return await work();
    } finally {
      this.count -= 1;
    }
  }
}
