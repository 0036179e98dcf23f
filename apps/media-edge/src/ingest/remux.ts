import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { BoxCutter, type Box } from '../mp4/boxes.js';
import { readFragment } from '../mp4/fragment.js';
import { readInit, type Init, type Track } from '../mp4/init.js';
import { flvHeader, flvTag } from './flv.js';

/** A stretch of film of a fifth of a second, ready to be played. */
export interface Film {
  bytes: Buffer;
  /** When it begins, in seconds of the stream. */
  start: number;
  duration: number;
  /** Begins with a key frame. */
  independent: boolean;
}

interface Ears {
  init(init: Init, bytes: Buffer): void;
  film(film: Film): void;
  /** Nothing comes any more; with what ffmpeg said last, where it was not told to end. */
  ended(fault: string | undefined): void;
}

interface Options {
  ffmpeg: string;
  withSound: boolean;
  /** Where its first picture and its first sound stand in the stream, in ms; told before the first film. */
  startOf(kind: Track['kind']): number;
  ears: Ears;
}

const PART_US = 200_000;
// What ffmpeg does not take; seconds of a stream.
const WAITING_MAX = 8 * 1024 * 1024;
const SAID_MAX = 500;

const ARGS = [
  ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
  // Everything it must know stands in the headers we send first.
  ...['-probesize', '1000000', '-analyzeduration', '500000', '-fpsprobesize', '0'],
  ...['-f', 'flv', '-i', 'pipe:0'],
  ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy'],
  // A sound that stops does not hold up the picture.
  ...['-max_interleave_delta', '500000'],
  ...['-f', 'mp4', '-movflags', 'empty_moov+default_base_moof+frag_keyframe+skip_trailer'],
  ...['-frag_duration', String(PART_US), '-flush_packets', '1', 'pipe:1'],
];

/** One ffmpeg that puts a publisher's film into other boxes, picture by picture as it is. */
export class Remux {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly cutter = new BoxCutter();
  private readonly shifts = new Map<number, number>();
  private init: Init | undefined;
  private ftyp: Buffer | undefined;
  private moof: Buffer | undefined;
  private said = '';
  private told = false;
  private over = false;

  constructor(private readonly options: Options) {
    this.child = spawn(options.ffmpeg, ARGS, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdin.on('error', () => {}); // It ended; that is told below.
    this.child.stdout.on('data', (bytes: Buffer) => this.read(bytes));
    this.child.stderr.on('data', (bytes: Buffer) => (this.said = (this.said + String(bytes)).slice(-SAID_MAX)));
    this.child.once('error', (error) => this.finish(error.message));
    this.child.once('close', (code, signal) => this.finish(this.said || `ended with ${signal ?? code}`));
    this.child.stdin.write(flvHeader(options.withSound));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  write(type: number, ms: number, data: Buffer): void {
    if (this.over || this.told) return;
    if (this.child.stdin.writableLength > WAITING_MAX) return this.kill('ffmpeg takes nothing any more');
    this.child.stdin.write(flvTag(type, ms, data));
  }

  /** What it still has is told; then it has ended. */
  end(): void {
    this.told = true;
    this.child.stdin.end();
  }

  /** Ends at once; what it still has is lost. */
  kill(fault?: string): void {
    this.child.kill('SIGKILL');
    this.finish(fault);
  }

  private finish(fault: string | undefined): void {
    if (this.over) return;
    this.over = true;
    this.options.ears.ended(this.told ? undefined : fault);
  }

  private read(bytes: Buffer): void {
    if (this.over) return;
    try {
      for (const box of this.cutter.push(bytes)) this.take(box);
    } catch (error) {
      this.kill((error as Error).message);
    }
  }

  private take({ type, bytes }: Box): void {
    if (type === 'ftyp') this.ftyp = bytes;
    else if (type === 'moof') this.moof = bytes;
    else if (type === 'moov') {
      const all = Buffer.concat([this.ftyp ?? Buffer.alloc(0), bytes]);
      this.init = readInit(all);
      this.options.ears.init(this.init, all);
    } else if (type === 'mdat' && this.moof && this.init) {
      const film = filmOf(this.moof, bytes, this.init.tracks, (track, start) => this.shift(track, start));
      this.moof = undefined;
      if (film) this.options.ears.film(film);
    }
  }

  /** ffmpeg counts from nought; where that is in the stream, we know from what we gave it first. */
  private shift(track: Track, start: number): number {
    const known = this.shifts.get(track.id);
    if (known !== undefined) return known;
    const shift = Math.round((this.options.startOf(track.kind) * track.timescale) / 1_000) - start;
    this.shifts.set(track.id, shift);
    return shift;
  }
}

function filmOf(
  moof: Buffer,
  mdat: Buffer,
  tracks: Track[],
  shift: (track: Track, start: number) => number,
): Film | undefined {
  // The cutter's buffers are larger than the boxes in them.
  const bytes = Buffer.concat([moof, mdat]);
  const runs = readFragment(bytes.subarray(0, moof.length), tracks, shift);
  const picture = runs.find(({ track }) => track.kind === 'video');
  const leading = picture ?? runs[0];
  if (!leading) return undefined;
  return { bytes, start: leading.start, duration: leading.duration, independent: picture?.independent ?? false };
}
