import { Problem } from '#problems/problem.js';

/** Counts what one key asks for within a second, in this process only: a flood must not cost a trip to Redis. */
export class FloodGate {
  private readonly counts = new Map<string, number>();
  private second = 0;

  constructor(private readonly perSecond: number) {}

  /** Problems: overloaded. */
  pass(key: string, now: number): void {
    const second = Math.floor(now / 1_000);
    if (second !== this.second) {
      this.counts.clear();
      this.second = second;
    }
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    if (count > this.perSecond) throw new Problem('overloaded', { retryAfterS: 1 });
  }
}
