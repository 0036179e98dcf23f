/** How much may come: so many bytes in a second, and what was saved up in a few. */
export class Bucket {
  private readonly capacity: number;
  private level: number;
  private at: number;

  constructor(
    private readonly bytesPerSecond: number,
    seconds: number,
    now: number,
  ) {
    this.capacity = bytesPerSecond * seconds;
    this.level = this.capacity;
    this.at = now;
  }

  /** Whether they may. */
  take(bytes: number, now: number): boolean {
    const saved = (Math.max(0, now - this.at) / 1_000) * this.bytesPerSecond;
    this.level = Math.min(this.capacity, this.level + saved) - bytes;
    this.at = now;
    return this.level >= 0;
  }
}
