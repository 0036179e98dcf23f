import type { End } from '../live/ends.js';

/** Why what comes is shown, but not kept any more. */
export type Unrecorded = 'DISK_FULL' | 'DISK_FAILED';

/** Whose recording it is. */
export interface Head {
  t: 'recording';
  recordingId: string;
  liveSessionId: string;
  edgeId: string;
}

export interface PublishLine {
  t: 'publish';
  publishId: string;
  companyId: string;
  personId: string;
  serial: number;
  takesOver: string;
  at: number;
}

export interface OpenLine {
  t: 'open';
  n: number;
  generation: number;
  discontinuity: boolean;
  start: number;
  startsAt: number;
}

export interface SegmentLine extends Omit<OpenLine, 't'> {
  t: 'segment';
  duration: number;
  bytes: number;
  sha256: string;
  initSha256: string;
  prev: string;
  /** When it was sealed. */
  at: number;
}

export interface SealedLine {
  t: 'sealed';
  segments: number;
  bytes: number;
  durationMs: number;
  sha256: string;
  at: number;
}

/** What a recording's log says, line by line; all else is on the disk beside it. Times are epoch ms, film in seconds. */
export type Line =
  | Head
  | PublishLine
  | { t: 'init'; generation: number; sha256: string; mime: string }
  | OpenLine
  | SegmentLine
  | { t: 'interrupted'; reason: End; at: number }
  | { t: 'resumed'; gapMs: number; at: number }
  | { t: 'ended'; reason: End; at: number }
  | { t: 'unrecorded'; reason: Unrecorded; at: number }
  | SealedLine;

/** What a log comes to. */
export interface Told {
  head: Head | undefined;
  inits: Map<number, { sha256: string; mime: string }>;
  /** The last one that was ever begun. */
  generation: number;
  segments: SegmentLine[];
  /** Begun and not sealed. */
  open: OpenLine[];
  publish: PublishLine | undefined;
  state: 'ON' | 'LOST' | 'ENDED' | 'SEALED';
  lastReason: End | undefined;
}

export function read(lines: Line[]): Told {
  const told: Told = {
    head: undefined,
    inits: new Map(),
    generation: -1,
    segments: [],
    open: [],
    publish: undefined,
    state: 'LOST',
    lastReason: undefined,
  };
  for (const line of lines) apply(told, line);
  return told;
}

/** One line more. */
export function apply(told: Told, line: Line): void {
  switch (line.t) {
    case 'recording':
      told.head = line;
      return;
    case 'publish':
      told.publish = line;
      told.state = 'ON';
      return;
    case 'init':
      told.inits.set(line.generation, { sha256: line.sha256, mime: line.mime });
      told.generation = Math.max(told.generation, line.generation);
      return;
    case 'open':
      // One that came to nothing gives its number to the next.
      told.open = [...told.open.filter(({ n }) => n !== line.n), line];
      told.generation = Math.max(told.generation, line.generation);
      return;
    case 'segment':
      told.segments.push(line);
      told.open = told.open.filter(({ n }) => n !== line.n);
      return;
    case 'interrupted':
    case 'ended':
      told.state = line.t === 'ended' ? 'ENDED' : 'LOST';
      told.lastReason = line.reason;
      return;
    case 'resumed':
      told.state = 'ON';
      return;
    case 'sealed':
      told.state = 'SEALED';
      return;
    case 'unrecorded':
      return;
  }
}
