import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Blobs } from '#blobs/blobs.js';
import { blobsOf, type BlobPlace } from '#blobs/blobs.module.js';
import { LiveSessionId } from '#kernel/id.js';
import { localBucket } from '#testing/local-bucket.js';
import { Library } from './library.js';
import type { Line } from './line.js';
import { Mover } from './mover.js';
import { Store } from './store.js';

const HOUR_MS = 3_600_000;
const SEGMENTS = [0, 1];
const NOWHERE: BlobPlace = {
  ...{ blobFolder: '', blobS3Bucket: '', blobS3Endpoint: '', blobS3Region: 'us-east-1' },
  ...{ blobS3KeyId: '', blobS3Secret: '' },
};

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tianjian-mover-'));
  folders.push(folder);
  return folder;
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const inFolder = async () => {
  const blobFolder = await newFolder();
  return { ...NOWHERE, blobFolder };
};
const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

interface Film {
  liveSessionId: LiveSessionId;
  files: Map<string, Buffer>;
}

/** A recording that is whole, as an edge leaves it. */
async function givenRecording(folder: string): Promise<Film> {
  const liveSessionId = LiveSessionId.new();
  const replay = join(folder, 'replay', liveSessionId);
  const files = new Map(['init-0.mp4', ...SEGMENTS.map((n) => `${n}.m4s`)].map((name) => [name, randomBytes(900)]));
  const sha256Of = (name: string) => createHash('sha256').update(files.get(name)!).digest('hex');
  const segment = { t: 'segment' as const, generation: 0, discontinuity: false, duration: 1, bytes: 900, prev: '' };
  const lines: Line[] = [
    { t: 'recording', recordingId: '', liveSessionId, edgeId: 'edge-t' },
    { t: 'init', generation: 0, mime: '', sha256: sha256Of('init-0.mp4') },
    // Nothing was ever played with this one.
    { t: 'init', generation: 1, mime: '', sha256: '' },
    ...SEGMENTS.map((n) => ({
      ...{ ...segment, n, start: n, startsAt: n * 1_000, at: 0 },
      ...{ sha256: sha256Of(`${n}.m4s`), initSha256: sha256Of('init-0.mp4') },
    })),
  ];
  await mkdir(replay, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(replay, name), bytes);
  await writeFile(join(replay, 'log.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return { liveSessionId, files };
}

/** A run of the edge, as far as recordings that are whole are concerned. */
async function edgeOn(folder: string, blobs: Blobs) {
  const faults: string[] = [];
  const store = new Store(blobs, 'edge-t');
  const library = new Library(folder, store);
  await library.prepare();
  const failed = (error: unknown) => faults.push(String(error));
  const mover = new Mover({ library, store, keepLocalMs: HOUR_MS, failed });
  return { library, mover, faults, store };
}

async function expectPlayable(library: Library, { liveSessionId, files }: Film): Promise<void> {
  expect((await library.segments(liveSessionId))?.map(({ n }) => n)).toEqual(SEGMENTS);
  expect(await library.init(liveSessionId, 0)).toEqual(files.get('init-0.mp4'));
  for (const n of SEGMENTS) expect(await library.segment(liveSessionId, n)).toEqual(files.get(`${n}.m4s`));
}

/** Now, and when nobody needs the edge's own copy any more. */
async function movesAll({ mover }: { mover: Mover }): Promise<void> {
  await mover.look(Date.now());
  await mover.look(Date.now() + 2 * HOUR_MS);
}

describe('A recording that is whole', () => {
  it.each([['a folder'], ['a bucket']])(
    'is moved to %s, and is played from there; then its bytes go',
    async (where) => {
      const bucket = where === 'a bucket' ? await localBucket() : undefined;
      const blobs = await blobsOf(bucket ? { ...NOWHERE, ...bucket.settings } : await inFolder());
      const folder = await newFolder();
      const film = await givenRecording(folder);
      const { liveSessionId } = film;
      const edge = await edgeOn(folder, blobs);

      await edge.mover.look(Date.now());
      await edge.mover.look(Date.now());
      expect(await edge.library.here()).toEqual([{ liveSessionId, storedAt: expect.any(Number) }]);
      await movesAll(edge);

      expect([edge.faults, await edge.library.here(), edge.library.isSealed(liveSessionId)]).toEqual([[], [], true]);
      expect((await filesIn(folder)).map(({ name }) => name)).toEqual(['log.jsonl']);
      await expectPlayable(edge.library, film);
      // A disk that was lost takes nothing with it.
      await expectPlayable((await edgeOn(await newFolder(), blobs)).library, film);

      await edge.mover.remove(liveSessionId);
      await edge.mover.remove(liveSessionId);
      expect([await edge.library.segments(liveSessionId), await edge.library.segment(liveSessionId, 0)]).toEqual([
        undefined,
        undefined,
      ]);
      expect([await filesIn(folder), await edge.store.read(liveSessionId, '0.m4s')]).toEqual([[], undefined]);
      await bucket?.stop();
    },
  );

  it('stays where it is, and is stored anew, where what is stored is not what was recorded', async () => {
    const place = await inFolder();
    const folder = await newFolder();
    const film = await givenRecording(folder);
    const edge = await edgeOn(folder, await blobsOf(place));
    await edge.mover.look(Date.now());
    for (const { name, parentPath } of await filesIn(place.blobFolder)) {
      if (!name.endsWith('.json')) await writeFile(join(parentPath, name), 'something else');
    }

    await movesAll(edge);
    expect(edge.faults).toEqual([expect.stringContaining('is not kept as it was recorded')]);
    await expectPlayable(edge.library, film);
    // Each is found when it is looked at.
    for (let round = 0; round <= film.files.size; round += 1) await movesAll(edge);
    expect(await edge.library.here()).toEqual([]);
    await expectPlayable(edge.library, film);
  });

  it('is whole wherever the edge dies while it is moved, and goes whole when its time is over', async () => {
    for (let steps = 0; ; steps += 1) {
      const place = await inFolder();
      const blobs = await blobsOf(place);
      const folder = await newFolder();
      const film = await givenRecording(folder);
      const dying = await edgeOn(folder, dyingAfter(steps, blobs));
      await movesAll(dying);
      await expectPlayable((await edgeOn(folder, blobs)).library, film);

      const next = await edgeOn(folder, blobs);
      await movesAll(next);
      expect([next.faults, await next.library.here()]).toEqual([[], []]);
      await expectPlayable(next.library, film);

      const removing = await edgeOn(folder, dyingAfter(steps, blobs));
      const isGone = await removing.mover.remove(film.liveSessionId).then(
        () => true,
        () => false,
      );
      await (await edgeOn(folder, blobs)).mover.remove(film.liveSessionId);
      expect([await filesIn(place.blobFolder), await filesIn(folder)]).toEqual([[], []]);
      if (dying.faults.length === 0 && isGone) break;
    }
  });
});

/** Takes so many calls, and then none. */
function dyingAfter(steps: number, blobs: Blobs): Blobs {
  let left = steps;
  return new Proxy(blobs, {
    get: (target, name: keyof Blobs) =>
      (async (...args: never[]) => {
        if ((left -= 1) < 0) throw new Error('died');
        return (target[name] as (...all: never[]) => unknown).apply(target, args);
      }) as never,
  });
}
