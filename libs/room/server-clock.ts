const HEARD_KEPT = 20;

/**
 * What time it is at the server. Every frame says when it was made; the one that took the shortest way tells best, and
 * all of them late rather than early: a countdown never ends before its time.
 */
export class ServerClock {
  private offsets: number[] = [];

  /** Both in ms: what a frame said, and when it was read by the device's clock. */
  hear(at: number, read: number): void {
    this.offsets = [...this.offsets, at - read].slice(-HEARD_KEPT);
  }

  /** ms; the device's own time before anything was heard. */
  now(): number {
    return Date.now() + this.offset;
  }

  get offset(): number {
    return this.offsets.length === 0 ? 0 : Math.max(...this.offsets);
  }
}
