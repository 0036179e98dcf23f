const MANY = 3;
const WITHIN_MS = 60_000;

/** How often a picture ran dry lately. */
export class Stalls {
  private last: number[] = [];

  note(now: number): void {
    this.last = [...this.last, now].slice(-MANY);
  }

  /** The network does not bring it as fast as it is filmed. */
  isWeak(now: number): boolean {
    const [first] = this.last;
    return this.last.length === MANY && first !== undefined && now - first < WITHIN_MS;
  }
}
