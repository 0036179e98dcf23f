interface Kept<T> {
  value: Promise<T>;
  /** Epoch ms; undefined while it is being computed. */
  until: number | undefined;
}

interface Limits {
  /** How long what was computed is given again, at the least. */
  keptMs: number;
  /** And for so many times as long as it took: what is dear is computed less often. */
  timesTaken: number;
  max: number;
}

/**
 * What was computed a moment ago is given again, and who asks meanwhile waits for the same: however many look at a
 * figure, it costs the same. Whatever goes wrong is not kept.
 */
export class Lately<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(
    private readonly limits: Limits,
    private readonly now: () => number = Date.now,
  ) {}

  give(key: string, compute: () => Promise<T>): Promise<T> {
    const earlier = this.kept.get(key);
    if (earlier && (earlier.until === undefined || earlier.until > this.now())) return earlier.value;
    this.makeRoom();
    const began = this.now();
    const kept: Kept<T> = { value: compute(), until: undefined };
    // The oldest stand first.
    this.kept.delete(key);
    this.kept.set(key, kept);
    kept.value.then(
      () => {
        const took = this.now() - began;
        kept.until = this.now() + Math.max(this.limits.keptMs, took * this.limits.timesTaken);
      },
      () => {
        if (this.kept.get(key) === kept) this.kept.delete(key);
      },
    );
    return kept.value;
  }

  private makeRoom(): void {
    for (const key of this.kept.keys()) {
      if (this.kept.size < this.limits.max) return;
      this.kept.delete(key);
    }
  }
}
