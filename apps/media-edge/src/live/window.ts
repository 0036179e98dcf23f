import type { Film } from '../ingest/remux.js';

export interface Part {
  bytes: Buffer;
  /** In seconds of the stream. */
  start: number;
  duration: number;
  independent: boolean;
}

export interface Segment {
  n: number;
  generation: number;
  /** Nothing that came before fits it: the publisher was gone, or another encoder took over. */
  discontinuity: boolean;
  /** In seconds of the stream. */
  start: number;
  duration: number;
  /** By the server's clock, epoch ms. */
  startsAt: number;
  /** Empty where it is on the disk alone. */
  parts: Part[];
  open: boolean;
  /** All parts in one, once somebody asked for it. */
  whole?: Buffer;
}

export interface Change {
  part: Part;
  segment: Segment;
  /** The part begins a segment. */
  opened: boolean;
  closed: Segment | undefined;
}

const SEGMENT_MIN_S = 0.9;
/** Where the publisher sends no key frame for so long, a segment begins without. */
const SEGMENT_MAX_S = 10;
const REMEMBERED_S = 30;
const REMEMBERED_MIN = 4;

/** The last half minute of a stream, in segments and their parts. */
export class Window {
  readonly segments: Segment[] = [];
  /** How many breaks lie before the first segment. */
  breaksBefore = 0;
  longestPart = 0;
  longestSegment = 0;
  private next = 0;

  /** Goes on after segments that are on the disk. */
  static after(segments: Segment[]): Window {
    const window = new Window();
    for (const segment of segments) window.keep(segment);
    window.next = (segments.at(-1)?.n ?? -1) + 1;
    window.forget();
    return window;
  }

  get last(): Segment | undefined {
    return this.segments.at(-1);
  }

  /** The number of the segment that is open, or will be opened next. */
  get nextSegment(): number {
    return this.last?.open ? this.last.n : this.next;
  }

  /** Where the film ends so far, in seconds. */
  get end(): number {
    return this.last ? this.last.start + this.last.duration : 0;
  }

  add(film: Film, generation: number, startsAt: () => number): Change {
    const open = this.last?.open ? this.last : undefined;
    const closed = open && endsBefore(film, open, generation) ? this.close() : undefined;
    const opened = open === undefined || closed !== undefined;
    const segment = opened ? this.openNext(film, generation, startsAt()) : open;
    const part = film;
    segment.parts.push(part);
    segment.duration += part.duration;
    this.longestPart = Math.max(this.longestPart, part.duration);
    return { part, segment, opened, closed };
  }

  /** Ends the segment in hand, if there is one. */
  close(): Segment | undefined {
    const { last } = this;
    if (!last?.open) return undefined;
    last.open = false;
    this.longestSegment = Math.max(this.longestSegment, last.duration);
    this.forget();
    return last;
  }

  segment(n: number): Segment | undefined {
    return this.segments.find((one) => one.n === n);
  }

  private openNext(film: Film, generation: number, startsAt: number): Segment {
    const { last } = this;
    const discontinuity = last !== undefined && last.generation !== generation;
    const segment: Segment = {
      n: this.next,
      generation,
      discontinuity,
      start: film.start,
      duration: 0,
      startsAt,
      parts: [],
      open: true,
    };
    this.next += 1;
    this.keep(segment);
    return segment;
  }

  private keep(segment: Segment): void {
    this.segments.push(segment);
    this.longestSegment = Math.max(this.longestSegment, segment.duration);
  }

  private forget(): void {
    let kept = this.segments.reduce((sum, { duration }) => sum + duration, 0);
    while (this.segments.length > REMEMBERED_MIN && kept > REMEMBERED_S) {
      const gone = this.segments.shift();
      kept -= gone?.duration ?? 0;
      if (gone?.discontinuity) this.breaksBefore += 1;
    }
  }
}

const endsBefore = (film: Film, open: Segment, generation: number) =>
  open.generation !== generation ||
  (film.independent && open.duration >= SEGMENT_MIN_S) ||
  open.duration >= SEGMENT_MAX_S;
