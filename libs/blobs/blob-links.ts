import { createHmac, timingSafeEqual } from 'node:crypto';
import { BlobKey } from './blob-key.js';

// Long enough to open a page and look at its pictures.
const LIFE_S = 15 * 60;

/** Addresses of blobs at the public door. What is not public is read with a signed one, by whoever was given it. */
export class BlobLinks {
  constructor(private readonly secret: string) {}

  /** Who may see it is for the caller to know. */
  of(key: BlobKey, now: Date): string {
    if (BlobKey.isPublic(key)) return addressOf(key);
    const until = String(Math.floor(now.getTime() / 1_000) + LIFE_S);
    return `${addressOf(key)}?until=${until}&signature=${this.sign(key, until)}`;
  }

  /** Whether an address that somebody came with is one that was given, and still good. */
  allow(key: BlobKey, { until, signature }: { until: string; signature: string }, now: Date): boolean {
    if (BlobKey.isPublic(key)) return true;
    const [given, right] = [Buffer.from(signature), Buffer.from(this.sign(key, until))];
    const signed = given.length === right.length && timingSafeEqual(given, right);
    return signed && Number(until) * 1_000 > now.getTime();
  }

  private sign(key: BlobKey, until: string): string {
    return createHmac('sha256', this.secret).update(`${key} ${until}`).digest('base64url');
  }
}

/** Of a public blob; it never changes. */
export const addressOf = (key: BlobKey) => `/api/blobs/${key}`;
