import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recorded } from '../playback/playlist.js';
import { read, type Line, type Told } from './line.js';
import { wholeLinesOf } from './log-file.js';
import { initFile, LOG, segmentFile } from './recording.js';
import type { Store } from './store.js';

const REMEMBERED_MAX = 100;
const STORED = 'stored';

/** A file of a recording, and what was told of it. */
export interface Kept {
  name: string;
  sha256: string;
}

export const toldIn = (log: Buffer): Told => read(wholeLinesOf<Line>(log));

/** What a recording that is whole consists of, but for its log. */
export const filesOf = ({ segments, inits }: Told): Kept[] => [
  // Of an initialization that came to nothing nobody needs the file.
  ...[...inits]
    .filter(([generation]) => segments.some((segment) => segment.generation === generation))
    .map(([generation, { sha256 }]) => ({ name: initFile(generation), sha256 })),
  ...segments.map(({ n, sha256 }) => ({ name: segmentFile(n), sha256 })),
];

/**
 * All recordings of an edge: those that go on in one folder, those that are whole in another; and of those whose bytes
 * are in the store alone, the logs in a third.
 */
export class Library {
  private readonly remembered = new Map<string, Recorded[]>();

  constructor(
    private readonly folder: string,
    private readonly store?: Store,
  ) {}

  async prepare(): Promise<void> {
    for (const kind of ['live', 'replay', 'stored']) await mkdir(join(this.folder, kind), { recursive: true });
    // An earlier run may have died over it.
    for (const liveSessionId of await readdir(join(this.folder, 'stored'))) await this.leaveLog(liveSessionId);
  }

  /** What an earlier run left unfinished. */
  unfinished(): Promise<string[]> {
    return readdir(join(this.folder, 'live'));
  }

  live(liveSessionId: string): string {
    return join(this.folder, 'live', liveSessionId);
  }

  replay(liveSessionId: string): string {
    return join(this.folder, 'replay', liveSessionId);
  }

  isSealed(liveSessionId: string): boolean {
    return existsSync(this.replay(liveSessionId)) || existsSync(this.stored(liveSessionId));
  }

  async shelve(liveSessionId: string): Promise<void> {
    await rename(this.live(liveSessionId), this.replay(liveSessionId));
  }

  async discard(liveSessionId: string): Promise<void> {
    await rm(this.live(liveSessionId), { recursive: true, force: true });
  }

  /** Whole recordings whose bytes are on this disk. */
  async here(): Promise<{ liveSessionId: string; storedAt: number | undefined }[]> {
    const names = await readdir(join(this.folder, 'replay'));
    return Promise.all(
      names.map(async (liveSessionId) => {
        const marked = await stat(join(this.replay(liveSessionId), STORED)).catch(() => undefined);
        return { liveSessionId, storedAt: marked?.mtimeMs };
      }),
    );
  }

  async markStored(liveSessionId: string, isStored = true): Promise<void> {
    const mark = join(this.replay(liveSessionId), STORED);
    if (isStored) await writeFile(mark, '', { flush: true });
    else await rm(mark, { force: true });
  }

  /** The bytes of a recording that is stored; its log stays. */
  async free(liveSessionId: string): Promise<void> {
    await rename(this.replay(liveSessionId), this.stored(liveSessionId));
    await this.leaveLog(liveSessionId);
  }

  /** Its time is over: the bytes go, wherever they are, and livestream keeps what proves them. */
  async remove(liveSessionId: string): Promise<void> {
    this.remembered.delete(liveSessionId);
    const { store } = this;
    const log = store && (await this.logText(liveSessionId));
    if (store && log) {
      for (const { name } of filesOf(toldIn(log))) await store.delete(liveSessionId, name);
      // The last, for it says what else there is.
      await store.delete(liveSessionId, LOG);
    }
    for (const folder of [this.replay(liveSessionId), this.stored(liveSessionId)])
      await rm(folder, { recursive: true, force: true });
  }

  /** What is known of a recording that is whole; also where this disk is a new one, and the store has it. */
  async logText(liveSessionId: string): Promise<Buffer | undefined> {
    return (
      (await found(join(this.replay(liveSessionId), LOG))) ??
      (await found(join(this.stored(liveSessionId), LOG))) ??
      (await this.store?.read(liveSessionId, LOG))
    );
  }

  /** The segments of a recording that is whole. */
  async segments(liveSessionId: string): Promise<Recorded[] | undefined> {
    const known = this.remembered.get(liveSessionId);
    if (known) return known;
    const log = await this.logText(liveSessionId);
    if (!log) return undefined;
    const { segments } = toldIn(log);
    if (this.remembered.size >= REMEMBERED_MAX) this.remembered.clear();
    this.remembered.set(liveSessionId, segments);
    return segments;
  }

  /** A segment's bytes, wherever its recording is; undefined where there is none. */
  segment(liveSessionId: string, n: number): Promise<Buffer | undefined> {
    return this.file(liveSessionId, segmentFile(n));
  }

  init(liveSessionId: string, generation: number): Promise<Buffer | undefined> {
    return this.file(liveSessionId, initFile(generation));
  }

  /** Some segments of a recording that is whole, as films: one for each encoder, behind what it is played with. */
  films(liveSessionId: string, segments: Recorded[]): AsyncIterable<Buffer>[] {
    const generations = [...new Set(segments.map(({ generation }) => generation))];
    return generations.map((generation) => {
      const fitting = segments.filter((segment) => segment.generation === generation);
      return this.all(liveSessionId, [initFile(generation), ...fitting.map(({ n }) => segmentFile(n))]);
    });
  }

  private stored(liveSessionId: string): string {
    return join(this.folder, 'stored', liveSessionId);
  }

  private async *all(liveSessionId: string, names: string[]): AsyncGenerator<Buffer> {
    for (const name of names) {
      const bytes = await this.file(liveSessionId, name);
      if (!bytes) throw new Error(`${name} of ${liveSessionId} is not there`);
      yield bytes;
    }
  }

  private async file(liveSessionId: string, name: string): Promise<Buffer | undefined> {
    const here =
      (await found(join(this.live(liveSessionId), name))) ?? (await found(join(this.replay(liveSessionId), name)));
    // Of what was never recorded the store is not asked file by file.
    if (here || !this.store || !(await this.segments(liveSessionId))) return here;
    return this.store.read(liveSessionId, name);
  }

  private async leaveLog(liveSessionId: string): Promise<void> {
    const folder = this.stored(liveSessionId);
    for (const name of await readdir(folder)) if (name !== LOG) await rm(join(folder, name));
  }
}

const found = (path: string) => readFile(path).catch(() => undefined);
