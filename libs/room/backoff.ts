const FIRST_MS = 500;
const MOST_MS = 15_000;

/** How long to wait before the next try: somewhere up to twice as long as last time, so that nobody comes in step. */
export class Backoff {
  private tries = 0;
  private floorMs = 0;

  constructor(private readonly random: () => number) {}

  next(): number {
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** this.tries);
    this.tries += 1;
    const wait = Math.max(this.floorMs, this.random() * most);
    this.floorMs = 0;
    return wait;
  }

  /** What the other side asked for, once. */
  atLeast(ms: number): void {
    this.floorMs = ms;
  }

  reset(): void {
    this.tries = 0;
  }
}
