import type { WebSocket } from 'ws';
import type { Change, Part, Segment } from '../live/window.js';

/** As applications close with when somebody was too slow; the player comes again. */
const TOO_SLOW = 4_008;
const OVER = 1_000;
const RESTART = 1_012;
const QUEUED_MAX = 4 * 1024 * 1024;
const STUCK_MS = 5_000;
const GOODBYE_MS = 1_000;

interface Init {
  bytes: Buffer;
  mime: string;
}

interface Viewer {
  socket: WebSocket;
  /** The generation they were sent the initialization of; -1: none. */
  generation: number;
  sent: number;
  drained: number;
  movedAt: number;
  gone: boolean;
}

/** All who watch one stream over a socket: everybody is written the same bytes, and nobody is waited for. */
export class Audience {
  private readonly viewers = new Set<Viewer>();

  /** @param tooSlow called when somebody is sent away */
  constructor(private readonly tooSlow: () => void) {}

  get count(): number {
    return this.viewers.size;
  }

  /** Somebody comes, and sees from the last key frame on. */
  join(socket: WebSocket, segments: Segment[], inits: Map<number, Init>, on: boolean): void {
    const viewer = { socket, generation: -1, sent: 0, drained: 0, movedAt: Date.now(), gone: false };
    this.viewers.add(viewer);
    socket.once('close', () => this.viewers.delete(viewer));
    socket.on('error', () => {}); // It closes, too.
    if (!on) return this.write(viewer, '{"type":"lost"}');
    for (const { segment, parts, opened } of sinceKeyFrame(segments)) {
      const init = inits.get(segment.generation);
      parts.forEach((part, at) => {
        if (init) this.give(viewer, { segment, part, opened: opened || at === 0 }, init);
      });
    }
  }

  show(change: Change, init: Init): void {
    for (const viewer of this.viewers) this.give(viewer, change, init);
  }

  lost(): void {
    for (const viewer of this.viewers) {
      viewer.generation = -1;
      this.write(viewer, '{"type":"lost"}');
    }
  }

  over(): void {
    for (const viewer of this.viewers) {
      this.write(viewer, '{"type":"over"}');
      this.dismiss(viewer, OVER, 'over');
    }
  }

  leave(): void {
    for (const viewer of this.viewers) this.dismiss(viewer, RESTART, 'restart');
  }

  /** Who has not taken anything for seconds is sent away. */
  look(now: number): void {
    for (const viewer of this.viewers) {
      const queued = viewer.socket.bufferedAmount;
      const drained = viewer.sent - queued;
      if (queued === 0 || drained !== viewer.drained) viewer.movedAt = now;
      viewer.drained = drained;
      if (now - viewer.movedAt >= STUCK_MS) this.sendAway(viewer);
    }
  }

  private give(
    viewer: Viewer,
    { segment, part, opened }: Pick<Change, 'segment' | 'part' | 'opened'>,
    init: Init,
  ): void {
    if (viewer.gone) return;
    const fresh = viewer.generation !== segment.generation;
    // Nothing is seen before a key frame.
    if (fresh && !part.independent) return;
    if (viewer.socket.bufferedAmount > QUEUED_MAX) return this.sendAway(viewer);
    if (fresh) {
      viewer.generation = segment.generation;
      this.write(viewer, JSON.stringify({ type: 'init', mime: init.mime, generation: segment.generation }));
      this.write(viewer, init.bytes);
    }
    if (fresh || opened) this.write(viewer, atLine(segment, part));
    this.write(viewer, part.bytes);
  }

  private sendAway(viewer: Viewer): void {
    if (viewer.gone) return;
    this.tooSlow();
    this.dismiss(viewer, TOO_SLOW, 'too slow');
  }

  private dismiss(viewer: Viewer, code: number, reason: string): void {
    viewer.gone = true;
    viewer.socket.close(code, reason);
    setTimeout(() => viewer.socket.terminate(), GOODBYE_MS).unref();
  }

  private write(viewer: Viewer, what: string | Buffer): void {
    if (viewer.gone) return;
    viewer.sent += framed(what.length);
    viewer.socket.send(what);
  }
}

/** A message with the header it goes out with. */
const framed = (length: number) => length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** When, by the server's clock, what follows was. */
function atLine(segment: Segment, part: Part): string {
  const at = segment.startsAt + (part.start - segment.start) * 1_000;
  return JSON.stringify({ type: 'at', mediaS: part.start, at: new Date(at).toISOString() });
}

/** The parts from the newest key frame on, of all that is remembered. */
function sinceKeyFrame(segments: Segment[]): { segment: Segment; parts: Part[]; opened: boolean }[] {
  const found: { segment: Segment; parts: Part[]; opened: boolean }[] = [];
  for (const segment of segments.toReversed()) {
    if (found.length > 0 && found[0]?.segment.generation !== segment.generation) return found;
    const from = segment.parts.findLastIndex(({ independent }) => independent);
    found.unshift({ segment, parts: segment.parts.slice(Math.max(0, from)), opened: from === 0 });
    if (from >= 0) return found;
  }
  return found;
}
