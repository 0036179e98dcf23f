import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAIN_START, linkOf } from '#kernel/recording-chain.js';
import type { Segment } from '../live/window.js';
import { wholeBoxes } from '../mp4/boxes.js';
import { readFragment } from '../mp4/fragment.js';
import { readInit } from '../mp4/init.js';
import { apply, read, type Head, type Line, type SealedLine, type SegmentLine, type Told } from './line.js';
import { LogFile } from './log-file.js';

export const LOG = 'log.jsonl';
export const initFile = (generation: number) => `init-${generation}.mp4`;
export const segmentFile = (n: number) => `${n}.m4s`;
const openFile = (n: number) => `${n}.open`;

// The disk is behind by so much film: it will not catch up.
const BEHIND_MAX = 128 * 1024 * 1024;
const OLD_LINES_TOLD_AGAIN = 4;

export interface Options {
  /** Tells the world what the log says; resolves when it cannot be forgotten any more. */
  tell(line: Line, told: Told): Promise<void>;
  /** What comes is not kept any more. */
  failed(error: unknown): void;
}

/**
 * A session's recording in a folder of its own: a file for each segment, and a log of what they are. What is written is
 * done in order and in the background; viewers do not wait for the disk.
 */
export class Recording {
  private queue: Promise<void> = Promise.resolve();
  private behind = 0;
  private broken = false;
  private handle: FileHandle | undefined;
  private hash: Hash = createHash('sha256');
  private bytes = 0;
  /** The last link of the chain. */
  private link = CHAIN_START;

  private constructor(
    private readonly folder: string,
    private readonly log: LogFile,
    /** What the log says by now, and its last lines. */
    private readonly told: Told,
    private readonly lines: Line[],
    private readonly options: Options,
  ) {
    for (const { prev, initSha256, sha256 } of told.segments) this.link = linkOf(prev, initSha256, sha256);
  }

  /** A new one, or one that was left by an earlier run, with its last segment cut to what is whole of it. */
  static async open(folder: string, head: Head | undefined, options: Options): Promise<Recording | undefined> {
    await mkdir(folder, { recursive: true });
    const { file, lines } = await LogFile.open<Line>(join(folder, LOG));
    const told = read(lines);
    if (!told.head && !head) {
      await file.close();
      return undefined;
    }
    const recording = new Recording(folder, file, told, lines.slice(-OLD_LINES_TOLD_AGAIN), options);
    if (!told.head && head) await recording.write(head, false);
    await recording.tellAgain();
    await recording.mend();
    return recording;
  }

  get so(): Readonly<Told> {
    return this.told;
  }

  begin(generation: number, mime: string, init: Buffer): void {
    this.later(init.length, async () => {
      await writeFile(join(this.folder, initFile(generation)), init, { flush: true });
      await this.write({ t: 'init', generation, mime, sha256: sha256Of(init) });
    });
  }

  openSegment({ n, generation, discontinuity, start, startsAt }: Segment): void {
    this.later(0, async () => {
      this.handle = await open(join(this.folder, openFile(n)), 'w');
      this.hash = createHash('sha256');
      this.bytes = 0;
      await this.write({ t: 'open', n, generation, discontinuity, start, startsAt }, false, true);
    });
  }

  part(bytes: Buffer): void {
    this.later(bytes.length, async () => {
      await this.handle?.appendFile(bytes);
      this.hash.update(bytes);
      this.bytes += bytes.length;
    });
  }

  closeSegment(segment: Segment): void {
    const { duration } = segment;
    this.later(0, async () => {
      await this.handle?.datasync();
      await this.handle?.close();
      this.handle = undefined;
      await this.seal(duration, this.hash.digest('hex'), this.bytes);
    });
  }

  /** Is told also where the disk takes nothing any more. */
  note(line: Line): void {
    this.queue = this.queue.then(() => this.write(line)).catch((error: unknown) => this.fail(error));
  }

  /** The last word about it. */
  sealAll(): void {
    this.queue = this.queue.then(() => this.write(this.lastWord())).catch((error: unknown) => this.fail(error));
  }

  /** Resolves when all that was asked for is done. */
  async idle(): Promise<void> {
    await this.queue;
  }

  async close(): Promise<void> {
    await this.idle();
    await this.handle?.close().catch(() => {}); // The disk is full.
    await this.log.close();
  }

  private later(bytes: number, work: () => Promise<void>): void {
    if (this.broken) return;
    this.behind += bytes;
    if (this.behind > BEHIND_MAX) return this.fail(new Error('the disk is too slow'));
    this.queue = this.queue.then(async () => {
      if (!this.broken) await work().catch((error: unknown) => this.fail(error));
      this.behind -= bytes;
    });
  }

  private fail(error: unknown): void {
    if (this.broken) return;
    this.broken = true;
    this.options.failed(error);
  }

  private async write(line: Line, tell = true, lazily = false): Promise<void> {
    await this.log.add(line, lazily).catch((error: unknown) => this.fail(error));
    this.lines.push(line);
    if (this.lines.length > OLD_LINES_TOLD_AGAIN) this.lines.shift();
    apply(this.told, line);
    if (tell) await this.options.tell(line, this.told);
  }

  private lastWord(): SealedLine {
    const { segments } = this.told;
    const sum = (of: (one: SegmentLine) => number) => segments.reduce((total, one) => total + of(one), 0);
    return {
      t: 'sealed',
      segments: segments.length,
      bytes: sum(({ bytes }) => bytes),
      durationMs: Math.round(sum(({ duration }) => duration) * 1_000),
      sha256: this.link,
      at: Date.now(),
    };
  }

  private async seal(duration: number, sha256: string, bytes: number): Promise<void> {
    const { open: opened } = this.told;
    if (!opened) return;
    await rename(join(this.folder, openFile(opened.n)), join(this.folder, segmentFile(opened.n)));
    await syncFolder(this.folder);
    const initSha256 = this.told.inits.get(opened.generation)?.sha256 ?? '';
    const line: SegmentLine = {
      ...opened,
      t: 'segment',
      duration,
      bytes,
      sha256,
      initSha256,
      prev: this.link,
      at: Date.now(),
    };
    this.link = linkOf(this.link, initSha256, sha256);
    await this.write(line);
  }

  /** A segment that a crash left open is sealed with the parts that are whole. */
  private async mend(): Promise<void> {
    const { open: opened, state } = this.told;
    if (!opened || state === 'SEALED') return;
    const path = join(this.folder, openFile(opened.n));
    // It may have got its name, but not its line.
    await rename(join(this.folder, segmentFile(opened.n)), path).catch(() => {});
    const film = await readFile(path).catch(() => Buffer.alloc(0));
    const init = await readFile(join(this.folder, initFile(opened.generation))).catch(() => undefined);
    const whole = init && wholeParts(film, init);
    if (!whole || whole.bytes === 0) {
      await rm(path, { force: true });
      this.told.open = undefined;
      return;
    }
    const handle = await open(path, 'r+');
    await handle.truncate(whole.bytes);
    await handle.datasync();
    await handle.close();
    await this.seal(whole.duration, sha256Of(film.subarray(0, whole.bytes)), whole.bytes);
  }

  /** A crash may have come between the log and the telling; whoever heard it knows it by its id. */
  private async tellAgain(): Promise<void> {
    for (const line of [...this.lines]) await this.options.tell(line, this.told);
  }
}

/** How far some film is whole, and how long that is. */
function wholeParts(film: Buffer, init: Buffer): { bytes: number; duration: number } {
  const { tracks } = readInit(init);
  const boxes = wholeBoxes(film);
  let bytes = 0;
  let duration = 0;
  boxes.forEach((box, at) => {
    const before = boxes[at - 1];
    if (box.type !== 'mdat' || before?.type !== 'moof') return;
    const runs = readFragment(film.subarray(before.from, before.to), tracks);
    duration += (runs.find(({ track }) => track.kind === 'video') ?? runs[0])?.duration ?? 0;
    bytes = box.to;
  });
  return { bytes, duration };
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
