const BUCKET_MS = 1_000;
const REMEMBERED_MS = 30_000;

/**
 * When a moment of a stream was, by the server's clock. Frames come late by what the line does to them, and never
 * early: the earliest of half a minute is the truest. Not of all time, for the publisher's clock has a speed of its own.
 */
export class ArrivalClock {
  private readonly earliest: { bucket: number; offset: number }[] = [];

  /** Something of `ms` in the stream arrived. */
  heard(ms: number, now: number): void {
    const offset = now - ms;
    const bucket = Math.floor(now / BUCKET_MS);
    const last = this.earliest.at(-1);
    if (last?.bucket === bucket) last.offset = Math.min(last.offset, offset);
    else this.earliest.push({ bucket, offset });
    while ((this.earliest[0]?.bucket ?? bucket) < bucket - REMEMBERED_MS / BUCKET_MS) this.earliest.shift();
  }

  /** Epoch ms of a moment in the stream; undefined before anything was heard. */
  at(ms: number): number | undefined {
    if (this.earliest.length === 0) return undefined;
    return ms + Math.min(...this.earliest.map(({ offset }) => offset));
  }
}
