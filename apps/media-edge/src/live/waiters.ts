/** Those who asked for what is not there yet. */
export class Waiters {
  private readonly waiting = new Set<{ there: () => boolean; go: () => void }>();

  get count(): number {
    return this.waiting.size;
  }

  /** Resolves when it is there, or after `ms`; at once where it is there already. */
  until(there: () => boolean, ms: number): Promise<void> {
    if (there()) return Promise.resolve();
    return new Promise((resolve) => {
      const one = {
        there,
        go: () => {
          clearTimeout(timer);
          this.waiting.delete(one);
          resolve();
        },
      };
      const timer = setTimeout(one.go, ms);
      this.waiting.add(one);
    });
  }

  /** Something is new. */
  look(): void {
    for (const one of [...this.waiting]) if (one.there()) one.go();
  }

  /** Nothing will be new. */
  letGo(): void {
    for (const one of [...this.waiting]) one.go();
  }
}
