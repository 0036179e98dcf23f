import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recorded } from '../playback/playlist.js';
import { read, type Line } from './line.js';
import { readLines } from './log-file.js';
import { initFile, LOG, segmentFile } from './recording.js';

const REMEMBERED_MAX = 100;

/** All recordings of an edge: those that go on in one folder, those that are whole in another. */
export class Library {
  private readonly remembered = new Map<string, Recorded[]>();

  constructor(private readonly folder: string) {}

  async prepare(): Promise<void> {
    for (const kind of ['live', 'replay']) await mkdir(join(this.folder, kind), { recursive: true });
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
    return existsSync(this.replay(liveSessionId));
  }

  async shelve(liveSessionId: string): Promise<void> {
    await rename(this.live(liveSessionId), this.replay(liveSessionId));
  }

  async discard(liveSessionId: string): Promise<void> {
    await rm(this.live(liveSessionId), { recursive: true, force: true });
  }

  /** Its time is over: the bytes go, and livestream keeps what proves them. */
  async remove(liveSessionId: string): Promise<void> {
    this.remembered.delete(liveSessionId);
    await rm(this.replay(liveSessionId), { recursive: true, force: true });
  }

  /** The segments of a recording that is whole. */
  async segments(liveSessionId: string): Promise<Recorded[] | undefined> {
    const known = this.remembered.get(liveSessionId);
    if (known) return known;
    const lines = await readLines<Line>(join(this.replay(liveSessionId), LOG)).catch(() => undefined);
    if (!lines) return undefined;
    const { segments } = read(lines);
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

  /** Where some segments of a recording that is whole are, behind what they are played with. */
  files(liveSessionId: string, segments: Recorded[]): string[] {
    const folder = this.replay(liveSessionId);
    const [first] = segments;
    // Segments of another encoder do not fit into the same film.
    const fitting = segments.filter(({ generation }) => generation === first?.generation);
    return [initFile(first?.generation ?? 0), ...fitting.map(({ n }) => segmentFile(n))].map((name) =>
      join(folder, name),
    );
  }

  private async file(liveSessionId: string, name: string): Promise<Buffer | undefined> {
    for (const folder of [this.live(liveSessionId), this.replay(liveSessionId)]) {
      const bytes = await readFile(join(folder, name)).catch(() => undefined);
      if (bytes) return bytes;
    }
    return undefined;
  }
}
