import { Problem } from '#problems/problem.js';

/** Lets so many run at once and so many wait; whoever comes beyond that is told to come back. */
export class AtMost {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limits: { running: number; waiting: number; retryAfterS: number }) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < this.limits.running) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= this.limits.waiting) {
      throw new Problem('overloaded', { retryAfterS: this.limits.retryAfterS });
    }
    await new Promise<void>((go) => this.waiting.push(go));
  }

  /** Hands the place on, so that nobody slips in before those who wait. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}
