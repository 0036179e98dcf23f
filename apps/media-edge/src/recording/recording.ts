import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAIN_START, linkOf } from '#kernel/recording-chain.js';
import type { Segment } from '../live/window.js';
import { wholeBoxes } from '../mp4/boxes.js';
import { readFragment } from '../mp4/fragment.js';
import { readInit } from '../mp4/init.js';
import {
  apply,
  read,
  type Head,
  type Line,
  type OpenLine,
  type SealedLine,
  type SegmentLine,
  type Told,
  type Unrecorded,
} from './line.js';
import { LogFile } from './log-file.js';

export const LOG = 'log.jsonl';
export const initFile = (generation: number) => `init-${generation}.mp4`;
export const segmentFile = (n: number) => `${n}.m4s`;
const openFile = (n: number) => `${n}.open`;

// The disk is behind by so much film: it will not catch up.
const BEHIND_MAX = 128 * 1024 * 1024;
const OLD_LINES_TOLD_AGAIN = 20;

export interface Options {
  /** Tells the world what the log says; resolves when it cannot be forgotten any more. */
  tell(line: Line, told: Told): Promise<void>;
  /** The disk does not do what it should. */
  failed(error: unknown): void;
  /** What comes is not kept any more. */
  stopped(): void;
}

/** A segment's file while film comes. */
interface Take {
  handle: FileHandle;
  hash: Hash;
  bytes: number;
  line: OpenLine;
}

/**
 * A session's recording in a folder of its own: a file for each segment, and a log of what they are. Viewers do not wait
 * for the disk. It is written in two lanes, each in order: what comes goes to its file at once, so that a kill of this
 * process does not lose it; syncing, naming and telling come behind, however long the disk takes.
 */
export class Recording {
  private written: Promise<void> = Promise.resolve();
  private done: Promise<void> = Promise.resolve();
  private behind = 0;
  private broken = false;
  private stopped = false;
  private take: Take | undefined;
  /** The last link of the chain. */
  private link = CHAIN_START;

  private constructor(
    private readonly folder: string,
    private readonly log: LogFile,
    /** What the log says by now. */
    private readonly told: Told,
    private readonly options: Options,
  ) {
    for (const { prev, initSha256, sha256 } of told.segments) this.link = linkOf(prev, initSha256, sha256);
  }

  /** A new one, or one that was left by an earlier run, with what it left open cut to what is whole of it. */
  static async open(folder: string, head: Head | undefined, options: Options): Promise<Recording | undefined> {
    await mkdir(folder, { recursive: true });
    const { file, lines } = await LogFile.open<Line>(join(folder, LOG));
    await tellAgain(lines, options);
    const told = read(lines);
    if (!told.head && !head) {
      await file.close();
      return undefined;
    }
    const recording = new Recording(folder, file, told, options);
    if (!told.head && head) {
      await file.add(head);
      apply(told, head);
    }
    if (told.state !== 'SEALED') for (const left of told.open) await recording.mend(left);
    told.open = [];
    return recording;
  }

  get so(): Readonly<Told> {
    return this.told;
  }

  begin(generation: number, mime: string, init: Buffer): void {
    const path = join(this.folder, initFile(generation));
    let isThere = false;
    this.write(init.length, async () => {
      if (this.stopped) return;
      await writeFile(path, init);
      isThere = true;
    });
    this.finish(async () => {
      if (!isThere || this.broken) return;
      await sync(path);
      await this.say({ t: 'init', generation, mime, sha256: sha256Of(init) });
    });
  }

  openSegment({ n, generation, discontinuity, start, startsAt }: Segment): void {
    this.write(0, async () => {
      if (this.stopped) return;
      const line: OpenLine = { t: 'open', n, generation, discontinuity, start, startsAt };
      await this.log.add(line, true);
      const handle = await open(join(this.folder, openFile(n)), 'w');
      this.take = { handle, line, hash: createHash('sha256'), bytes: 0 };
    });
  }

  part(bytes: Buffer): void {
    this.write(bytes.length, async () => {
      const { take } = this;
      await take?.handle.appendFile(bytes);
      take?.hash.update(bytes);
      if (take) take.bytes += bytes.length;
    });
  }

  closeSegment({ duration }: Segment): void {
    let take: Take | undefined;
    this.write(0, async () => {
      take = this.take;
      this.take = undefined;
    });
    this.finish(async () => {
      if (!take || this.broken) return;
      await take.handle.datasync();
      await take.handle.close();
      await this.seal(take.line, duration, take.hash.digest('hex'), take.bytes);
    });
  }

  /** Is told also where the disk takes nothing any more. */
  note(line: Line): void {
    this.write(0, () => this.log.add(line, true), { always: true });
    this.finish(async () => {
      await this.log.sync().catch((error: unknown) => this.fail(error));
      await this.tell(line);
    });
  }

  /** What is in hand is the last that is kept; the show goes on without. */
  stop(reason: Unrecorded): void {
    if (this.stopped) return;
    this.stopped = true;
    this.options.stopped();
    this.note({ t: 'unrecorded', reason, at: Date.now() });
  }

  /** The last word about it. */
  sealAll(): void {
    this.finish(() => this.say(this.lastWord()));
  }

  async close(): Promise<void> {
    await this.done;
    await this.take?.handle.close().catch(() => {}); // The disk is full.
    await this.log.close();
  }

  private write(bytes: number, work: () => Promise<void>, { always = false } = {}): void {
    this.behind += bytes;
    if (this.behind > BEHIND_MAX) this.fail(new Error('the disk is too slow'));
    this.written = this.written.then(async () => {
      if (always || !this.broken) await work().catch((error: unknown) => this.fail(error));
      this.behind -= bytes;
    });
  }

  /** Behind all that is to be written by now. */
  private finish(work: () => Promise<void>): void {
    const { written } = this;
    this.done = this.done
      .then(() => written)
      .then(work)
      .catch((error: unknown) => this.fail(error));
  }

  private fail(error: unknown): void {
    if (this.broken) return;
    this.broken = true;
    this.options.failed(error);
    this.stop((error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'DISK_FULL' : 'DISK_FAILED');
  }

  private async say(line: Line): Promise<void> {
    await this.log.add(line).catch((error: unknown) => this.fail(error));
    await this.tell(line);
  }

  private async tell(line: Line): Promise<void> {
    apply(this.told, line);
    await this.options.tell(line, this.told);
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

  private async seal(opened: OpenLine, duration: number, sha256: string, bytes: number): Promise<void> {
    await rename(join(this.folder, openFile(opened.n)), join(this.folder, segmentFile(opened.n)));
    await sync(this.folder);
    const initSha256 = this.told.inits.get(opened.generation)?.sha256 ?? '';
    const sealed = { duration, bytes, sha256, initSha256, prev: this.link, at: Date.now() };
    const line: SegmentLine = { ...opened, ...sealed, t: 'segment' };
    // What the log does not say was not kept: it is told to nobody.
    await this.log.add(line);
    this.link = linkOf(this.link, initSha256, sha256);
    await this.tell(line);
  }

  /** A segment that a crash left open is sealed with the parts that are whole. */
  private async mend(left: OpenLine): Promise<void> {
    const path = join(this.folder, openFile(left.n));
    // It may have got its name, but not its line.
    await rename(join(this.folder, segmentFile(left.n)), path).catch(() => {});
    const film = await readFile(path).catch(() => Buffer.alloc(0));
    const init = await readFile(join(this.folder, initFile(left.generation))).catch(() => undefined);
    const whole = init && wholeParts(film, init);
    if (!whole || whole.bytes === 0) return rm(path, { force: true });

    if (!this.told.inits.has(left.generation)) {
      await sync(join(this.folder, initFile(left.generation)));
      const { mime } = readInit(init);
      await this.say({ t: 'init', generation: left.generation, mime, sha256: sha256Of(init) });
    }
    const handle = await open(path, 'r+');
    await handle.truncate(whole.bytes);
    await handle.datasync();
    await handle.close();
    await this.seal(left, whole.duration, sha256Of(film.subarray(0, whole.bytes)), whole.bytes);
  }
}

/** A crash may have come between the log and the telling; whoever heard it knows it by its id. */
async function tellAgain(lines: Line[], { tell }: Options): Promise<void> {
  const told = read([]);
  for (const [at, line] of lines.entries()) {
    apply(told, line);
    if (at >= lines.length - OLD_LINES_TOLD_AGAIN) await tell(line, told);
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

/** Of a file or a folder. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
