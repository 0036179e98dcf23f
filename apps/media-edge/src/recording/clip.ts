import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalid, Problem } from '#problems/problem.js';
import type { Recorded } from '../playback/playlist.js';

const CLIP_MAX_MS = 10 * 60_000;
const AT_ONCE_MAX = 2;
const PATIENCE_MS = 30_000;

/** A file that goes away once it was given. */
export interface TemporaryFile {
  path: string;
  size: number;
  remove(): Promise<void>;
}

/** The segments that a piece of a replay lies in; it begins at the key frame at or before `fromMs`. */
export function segmentsOf(segments: Recorded[], fromMs: number, toMs: number): Recorded[] {
  if (!(fromMs >= 0) || !(toMs > fromMs) || toMs - fromMs > CLIP_MAX_MS)
    throw invalid('to', 'after from, by 10 minutes at the most');
  const found: Recorded[] = [];
  let at = 0;
  for (const segment of segments) {
    const end = at + segment.duration * 1_000;
    if (end > fromMs && at < toMs) found.push(segment);
    at = end;
  }
  if (found.length === 0) throw invalid('from', 'within the replay');
  return found;
}

/** Pieces of recordings as films of their own; nothing is encoded anew. */
export class Clips {
  private working = 0;

  constructor(private readonly ffmpeg: string) {}

  /** @param files the initialization, then the segments. Problems: unavailable. */
  async cut(files: string[]): Promise<TemporaryFile> {
    if (this.working >= AT_ONCE_MAX) throw new Problem('unavailable');
    this.working += 1;
    const folder = await mkdtemp(join(tmpdir(), 'tianjian-clip-'));
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      const path = join(folder, 'clip.mp4');
      await this.copy(files, path);
      const { size } = await stat(path);
      return { path, size, remove };
    } catch (error) {
      await remove();
      throw error;
    } finally {
      this.working -= 1;
    }
  }

  private async copy(files: string[], path: string): Promise<void> {
    const args = ['-hide_banner', '-loglevel', 'error', '-i', 'pipe:0', '-c', 'copy', '-movflags', '+faststart', path];
    const child = spawn(this.ffmpeg, args, { stdio: ['pipe', 'ignore', 'ignore'], timeout: PATIENCE_MS });
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
    // Where it ends early its exit code says so.
    pipeline(Readable.from(bytesOf(files)), child.stdin).catch(() => {});
    if ((await ended) !== 0) throw new Error('ffmpeg could not cut it');
  }
}

async function* bytesOf(files: string[]): AsyncGenerator<Buffer> {
  for (const file of files) yield* createReadStream(file) as AsyncIterable<Buffer>;
}
