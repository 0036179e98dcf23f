import type { Readable } from 'node:stream';
import type { PersonId } from '#kernel/id.js';
import type { BlobKey } from './blob-key.js';

export interface AboutBlob {
  /** As its sender said; nobody has looked. */
  type: string;
  size: number;
  /** Hex. */
  sha256: string;
  /** Who sent it; null where it is a service's own. */
  ownerId: PersonId | null;
  /** ISO; until then somebody has to say that it is to be kept. Absent: it is. */
  until?: string;
}

export interface NewBlob {
  type: string;
  maxBytes: number;
  ownerId?: PersonId;
  /** Absent: kept until it is deleted. */
  until?: Date;
}

const HOUR_MS = 3_600_000;
/** Whoever found it in time may still say that it is to be kept. */
export const GRACE_MS = HOUR_MS;
/** Nobody writes one blob for so long. */
export const HALF_WRITTEN_MS = 24 * HOUR_MS;

/** Bytes that are too many for a database, by key: in a folder, or in a bucket. */
export abstract class Blobs {
  /**
   * Keeps what streams in, whole or not at all; under a key that has bytes these take their place.
   * Problems: request.too_large.
   */
  abstract put(key: BlobKey, bytes: AsyncIterable<Uint8Array>, blob: NewBlob): Promise<AboutBlob>;

  abstract about(key: BlobKey): Promise<AboutBlob | undefined>;

  abstract read(key: BlobKey): Promise<{ about: AboutBlob; bytes: Readable } | undefined>;

  /** What was there for a while only is kept from now on. Safe to repeat; false: it is gone. */
  abstract keep(key: BlobKey): Promise<boolean>;

  /**
   * Removes what nobody said to keep, an hour after its time, and what a process that died left half written, a day
   * after it began; returns how much.
   */
  abstract sweep(now: Date): Promise<number>;

  /** Safe to repeat. */
  abstract delete(key: BlobKey): Promise<void>;
}

/** For what was bounded when it came in. */
export async function readWhole(blobs: Blobs, key: BlobKey): Promise<Buffer | undefined> {
  const found = await blobs.read(key);
  if (!found) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of found.bytes) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
