import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CLIP_MAX_MS } from '#kernel/clip-link.js';
import { invalid, Problem } from '#problems/problem.js';
import type { Recorded } from '../playback/playlist.js';

const AT_ONCE_MAX = 2;
const PATIENCE_MS = 30_000;
// It ended before it had read everything: its exit code says why.
const HUNG_UP = ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'];

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

  /** @param films one for each encoder there was, in order. Problems: unavailable. */
  async cut(films: AsyncIterable<Buffer>[]): Promise<TemporaryFile> {
    if (this.working >= AT_ONCE_MAX) throw new Problem('unavailable');
    this.working += 1;
    const folder = await mkdtemp(join(tmpdir(), 'tianjian-clip-'));
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      const path = await this.copy(films, folder);
      const { size } = await stat(path);
      return { path, size, remove };
    } catch (error) {
      await remove();
      throw error;
    } finally {
      this.working -= 1;
    }
  }

  /** Each film begins at its own zero; then they are put together, one behind the other. */
  private async copy(films: AsyncIterable<Buffer>[], folder: string): Promise<string> {
    const pieces = films.map((_, at) => `${at}.mp4`);
    for (const [at, film] of films.entries()) await this.run(['-i', 'pipe:0'], join(folder, `${at}.mp4`), film);
    const [only] = pieces;
    if (pieces.length === 1 && only) return join(folder, only);
    const [list, path] = ['list', 'clip.mp4'].map((name) => join(folder, name)) as [string, string];
    await writeFile(list, pieces.map((piece) => `file '${piece}'\n`).join(''));
    await this.run(['-f', 'concat', '-i', list], path);
    return path;
  }

  private async run(input: string[], path: string, film?: AsyncIterable<Buffer>): Promise<void> {
    const args = ['-hide_banner', '-loglevel', 'error', ...input, '-c', 'copy', '-movflags', '+faststart', path];
    const child = spawn(this.ffmpeg, args, { stdio: ['pipe', 'ignore', 'ignore'], timeout: PATIENCE_MS });
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
    const fed = pipeline(Readable.from(film ?? []), child.stdin).catch((error: NodeJS.ErrnoException) => error);
    if ((await ended) !== 0) throw new Error('ffmpeg could not cut it');
    const failed = await fed;
    if (failed && !HUNG_UP.includes(failed.code ?? '')) throw failed;
  }
}
