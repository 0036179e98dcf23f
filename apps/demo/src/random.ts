import { createHash } from 'node:crypto';

/** Chance that is the same for the same words, on every machine: xoshiro128**, seeded by SHA-256, whole numbers only. */
export class Random {
  private readonly state: Uint32Array;

  constructor(...words: string[]) {
    const digest = createHash('sha256').update(JSON.stringify(words)).digest();
    this.state = Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at));
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + (this.next() % (max - min + 1));
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.between(1, 100) <= percent;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.between(0, from.length - 1)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  private next(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.state;
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const mixed = c ^ a;
    const last = d ^ b;
    this.state.set([a ^ last, b ^ mixed, mixed ^ (b << 9), rotated(last, 11)]);
    return result;
  }
}

const rotated = (word: number, by: number) => (word << by) | (word >>> (32 - by));
