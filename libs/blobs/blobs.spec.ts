import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PersonId } from '#kernel/id.js';
import { localBucket } from '#testing/local-bucket.js';
import { BlobKey } from './blob-key.js';
import { readWhole, type Blobs } from './blobs.js';
import { blobsOf, type BlobSettings } from './blobs.module.js';

const MEGA = 1 << 20;
const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
const NOWHERE: BlobSettings = {
  ...{ blobFolder: '', blobS3Bucket: '', blobS3Endpoint: '', blobS3Region: 'us-east-1' },
  ...{ blobS3KeyId: '', blobS3Secret: '', blobLinkSecret: 'only for tests' },
};

/** Somewhere blobs can lie, and what lies there by name. */
interface Place {
  settings: Partial<BlobSettings>;
  names(): Promise<string[]>;
  /** Takes one file or object away, as if whoever was writing had not come so far. */
  lose(name: string): Promise<void>;
  end(): Promise<void>;
}

async function inFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'tianjian-blobs-'));
  const files = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return {
    settings: { blobFolder: folder },
    names: async () => (await files()).map(({ name }) => name).sort(),
    lose: async (lost) => {
      for (const { name, parentPath } of await files()) if (name === lost) await rm(join(parentPath, name));
    },
    end: () => rm(folder, { recursive: true, force: true }),
  };
}

async function inBucket(): Promise<Place> {
  const local = await localBucket();
  return {
    settings: local.settings,
    names: async () => (await local.names()).map((name) => name.slice(name.lastIndexOf('/') + 1)).sort(),
    lose: async (lost) => {
      for (const name of await local.names()) if (name.endsWith(`/${lost}`)) await local.remove(name);
    },
    end: () => local.stop(),
  };
}

describe.each([
  ['a folder', inFolder],
  ['a bucket', inBucket],
])('Blobs in %s', (_, begin) => {
  let place: Place;
  let blobs: Blobs;
  beforeAll(async () => {
    place = await begin();
    blobs = await blobsOf({ ...NOWHERE, ...place.settings });
  }, 60_000);
  afterAll(() => place.end(), 60_000);

  const put = (key: BlobKey, bytes: Buffer | string, more: Partial<Parameters<Blobs['put']>[2]> = {}) =>
    blobs.put(key, chunksOf(Buffer.from(bytes)), { type: 'image/webp', maxBytes: 64 * MEGA, ...more });

  it.each([
    ['nothing', 0],
    ['little', 7],
    ['as much as one part of an upload takes', 8 * MEGA],
    ['a recording', 9 * MEGA + 11],
  ])('keep %s as it came', async (_, size) => {
    const [key, bytes, ownerId] = [BlobKey.new('public'), randomBytes(size), PersonId.new()];

    const said = await put(key, bytes, { ownerId });

    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(said).toEqual({ type: 'image/webp', size, sha256, ownerId });
    expect(await blobs.about(key)).toEqual(said);
    expect((await readWhole(blobs, key))?.equals(bytes)).toBe(true);
  });

  it('take the place of what was there', async () => {
    const key = BlobKey.derive('document', 'the same', 'words');
    await put(key, 'first');
    await put(key, 'second', { type: 'text/csv' });

    expect(await blobs.about(key)).toMatchObject({ type: 'text/csv', size: 6, ownerId: null });
    expect((await readWhole(blobs, key))?.toString()).toBe('second');
  });

  it.each([
    ['a few bytes', 100, 101],
    ['parts of an upload', 9 * MEGA, 10 * MEGA],
  ])('keep none of what is too large: %s', async (_, maxBytes, size) => {
    const before = await place.names();
    const key = BlobKey.new('upload');

    await expect(put(key, randomBytes(size), { maxBytes })).rejects.toMatchObject({ code: 'request.too_large' });

    expect(await blobs.about(key)).toBeUndefined();
    expect(await place.names()).toEqual(before);
  });

  it('keep none of what was cut off', async () => {
    const before = await place.names();
    async function* cut() {
      yield randomBytes(9 * MEGA);
      throw new Error('hung up');
    }

    const putting = blobs.put(BlobKey.new('upload'), cut(), { type: 'image/png', maxBytes: 64 * MEGA });

    await expect(putting).rejects.toThrow('hung up');
    expect(await place.names()).toEqual(before);
  });

  it('are not there before, nor after they were deleted, however often', async () => {
    const key = BlobKey.new('export');
    expect([await blobs.about(key), await blobs.read(key), await blobs.keep(key)]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    await put(key, 'rows');

    await blobs.delete(key);
    await blobs.delete(key);

    expect([await blobs.about(key), await blobs.read(key)]).toEqual([undefined, undefined]);
    expect((await place.names()).filter((name) => name.startsWith(key))).toEqual([]);
  });

  it('that were for a while go an hour after it, but for those that somebody kept', async () => {
    const [unused, kept] = [BlobKey.new('upload'), BlobKey.new('upload')];
    for (const key of [unused, kept]) await put(key, 'photo', { until: inHours(24) });
    expect(await blobs.about(unused)).toHaveProperty('until');
    expect([await blobs.keep(kept), await blobs.keep(kept)]).toEqual([true, true]);

    await blobs.sweep(inHours(24.5));
    expect(await blobs.about(unused)).toMatchObject({ size: 5 });
    expect(await blobs.sweep(inHours(25.5))).toBe(1);

    expect([await blobs.about(unused), await blobs.keep(unused)]).toEqual([undefined, false]);
    expect(await blobs.about(kept)).not.toHaveProperty('until');
    expect((await readWhole(blobs, kept))?.toString()).toBe('photo');
    expect((await place.names()).filter((name) => name.startsWith(unused))).toEqual([]);
  });

  it('whose time is over are given to nobody, swept or not', async () => {
    const key = BlobKey.new('upload');
    await put(key, 'late', { until: new Date(Date.now() - 1) });

    expect([await blobs.about(key), await blobs.read(key)]).toEqual([undefined, undefined]);
  });

  it('that somebody who died left half written go a day later, and nothing that is whole', async () => {
    const [whole, half] = [BlobKey.new('public'), BlobKey.new('upload')];
    await put(whole, 'apples');
    await put(half, 'half', { until: inHours(24) });
    await place.lose(`${half}.json`);

    await blobs.sweep(inHours(23));
    expect(await place.names()).toContain(half);
    await blobs.sweep(inHours(26));

    expect(await place.names()).not.toContain(half);
    expect(await blobs.about(whole)).toMatchObject({ size: 6 });
  });
});

describe('Where blobs lie', () => {
  it('must be said, and with both halves of a key or none', async () => {
    await expect(blobsOf(NOWHERE)).rejects.toThrow('BLOB_FOLDER is not set, nor BLOB_S3_BUCKET');
    await expect(blobsOf({ ...NOWHERE, blobS3Bucket: 'ours', blobS3KeyId: 'id' })).rejects.toThrow(
      'BLOB_S3_KEY_ID and BLOB_S3_SECRET go together',
    );
  });
});

/** As bytes come from a network: in pieces of no particular size. */
function chunksOf(bytes: Buffer): Readable {
  const PIECE = 70_001;
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, at) =>
    bytes.subarray(at * PIECE, (at + 1) * PIECE),
  );
  return Readable.from(pieces);
}
