import { Backoff } from '#room/backoff.js';
import { LiveEdge } from './live-edge.js';
import type { Ears, Playback } from './playback.js';

const LOOK_MS = 200;
// Silent: nothing came at all. One that has worked here is trusted for longer: rather the edge is away.
const SILENT_MAX = 2;
const TRUSTED_SILENT_MAX = 6;
const BROKEN_MAX = 2;
// A line that is open and says nothing is dead.
const DEAD_AFTER_MS = 8_000;
const KEPT_BEHIND_S = 10;
const TRIM_AT_S = 30;
const HOLE_S = 0.1;
const ANCHORS = 60;

interface Said {
  type: 'init' | 'at' | 'lost' | 'over';
  mime?: string;
  generation?: number;
  mediaS?: number;
  at?: string;
}

/** What is appended, in order. */
interface Step {
  bytes: ArrayBuffer;
  /** Of an init segment. */
  init?: { mime: string; generation: number };
  /** Of a part that begins a segment: its decode time, and when it was filmed. */
  at?: { mediaS: number; date: number };
}

/**
 * Fragmented MP4 as the edge pushes it, straight into the browser's decoder. An interruption of the publisher begins a
 * new generation: it is put right behind what was there, so the picture goes on in the same element.
 */
export class SocketPlayback implements Playback {
  private readonly edge = new LiveEdge();
  private readonly backoff = new Backoff(Math.random);
  private socket: WebSocket | undefined;
  private media: MediaSource | undefined;
  private address = '';
  private buffer: SourceBuffer | undefined;
  private steps: Step[] = [];
  private mime = '';
  private generation: number | undefined;
  private offsetS: number | undefined;
  /** By the element's time: when it was filmed. */
  private anchors: { atS: number; date: number }[] = [];
  private coming: Step['init'];
  private comingAt: Step['at'];
  private heard = 0;
  private silent = 0;
  private broken = 0;
  private worked = false;
  private lost = false;
  private closed = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly timer = setInterval(() => this.look(), LOOK_MS);
  private readonly listening = new AbortController();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly url: string,
    private readonly ears: Ears,
  ) {
    const { signal } = this.listening;
    video.addEventListener('waiting', () => this.dry(), { signal });
    video.addEventListener('error', () => this.breakDown(), { signal });
    document.addEventListener('visibilitychange', () => this.comeBack(), { signal });
    addEventListener('online', () => this.connect(), { signal });
    this.connect();
  }

  date(): number | undefined {
    const { currentTime } = this.video;
    const anchor = this.anchors.findLast(({ atS }) => atS <= currentTime + HOLE_S);
    return anchor && anchor.date + (currentTime - anchor.atS) * 1_000;
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    clearTimeout(this.retry);
    this.listening.abort();
    this.hangUp();
    this.forgetMedia();
  }

  // --- the line

  private connect(): void {
    if (this.closed) return;
    clearTimeout(this.retry);
    this.hangUp();
    this.heard = performance.now();
    this.coming = undefined;
    this.comingAt = undefined;
    let gave = false;
    const socket = this.openLine();
    if (!socket) return;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.heard = performance.now();
      gave = true;
      this.silent = 0;
      if (typeof data === 'string') return this.hear(JSON.parse(data) as Said);
      this.worked = true;
      this.backoff.reset();
      this.take(data);
    };
    socket.onclose = () => {
      if (this.socket === socket && !this.closed) this.again(gave);
    };
    this.socket = socket;
  }

  /** Nothing where the page may not call it: plain from a page that came over https. */
  private openLine(): WebSocket | undefined {
    try {
      return new WebSocket(this.url);
    } catch {
      this.retry = setTimeout(() => this.ears.failed());
      return undefined;
    }
  }

  private again(gave: boolean): void {
    this.silent = gave ? 0 : this.silent + 1;
    if (this.silent >= (this.worked ? TRUSTED_SILENT_MAX : SILENT_MAX)) return this.ears.failed();
    this.retry = setTimeout(() => this.connect(), this.backoff.next());
  }

  private hangUp(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
  }

  private hear(said: Said): void {
    switch (said.type) {
      case 'init':
        this.coming = { mime: said.mime ?? '', generation: said.generation ?? 0 };
        return;
      case 'at':
        this.comingAt = { mediaS: said.mediaS ?? 0, date: Date.parse(said.at ?? '') };
        return;
      case 'lost':
        this.lost = true;
        return this.ears.lost();
      case 'over':
        this.closed = true;
        this.hangUp();
        return this.ears.over();
    }
  }

  private take(bytes: ArrayBuffer): void {
    const { coming: init, comingAt: at } = this;
    this.coming = undefined;
    if (init) {
      this.steps.push({ bytes, init });
      if (!this.media) this.openMedia(init.mime);
    } else {
      this.comingAt = undefined;
      this.lost = false;
      this.steps.push(at ? { bytes, at } : { bytes });
    }
    this.pump();
  }

  // --- the decoder

  private openMedia(mime: string): void {
    if (!MediaSource.isTypeSupported(mime)) return this.ears.failed();
    const media = new MediaSource();
    this.media = media;
    this.address = URL.createObjectURL(media);
    this.video.src = this.address;
    media.addEventListener(
      'sourceopen',
      () => {
        if (this.media !== media) return;
        this.buffer = media.addSourceBuffer(mime);
        this.mime = mime;
        this.buffer.addEventListener('updateend', () => this.pump());
        this.buffer.addEventListener('error', () => this.breakDown());
        this.pump();
      },
      { once: true },
    );
  }

  private pump(): void {
    const { buffer, media } = this;
    const [step] = this.steps;
    if (!buffer || buffer.updating || media?.readyState !== 'open' || this.video.error) return;
    if (!step) return this.trim(buffer);
    if (!this.readyFor(step, buffer)) {
      this.steps.shift();
      return this.pump();
    }
    try {
      buffer.appendBuffer(step.bytes);
      this.steps.shift();
    } catch (error) {
      if ((error as Error).name !== 'QuotaExceededError') return this.breakDown();
      // Room is made first, and the step comes again with its end.
      buffer.remove(0, Math.max(0.1, this.video.currentTime - 1));
    }
  }

  /** Whether the step fits: after an interruption nothing does before the part that says where it begins. */
  private readyFor({ init, at }: Step, buffer: SourceBuffer): boolean {
    if (init) {
      if (init.generation !== this.generation) this.offsetS = undefined;
      if (init.mime !== this.mime) buffer.changeType(init.mime);
      this.mime = init.mime;
      this.generation = init.generation;
      return true;
    }
    if (this.offsetS === undefined) {
      if (!at) return false;
      this.offsetS = endOf(buffer.buffered) - at.mediaS;
      buffer.timestampOffset = this.offsetS;
      this.edge.rejoin();
    }
    if (at && !Number.isNaN(at.date)) {
      this.anchors = [...this.anchors, { atS: at.mediaS + this.offsetS, date: at.date }].slice(-ANCHORS);
    }
    return true;
  }

  private trim(buffer: SourceBuffer): void {
    const until = this.video.currentTime - KEPT_BEHIND_S;
    if (buffer.buffered.length > 0 && buffer.buffered.start(0) < this.video.currentTime - TRIM_AT_S) {
      buffer.remove(0, until);
    }
  }

  /** Begun anew with a decoder of its own; twice, and another way is better. */
  private breakDown(): void {
    // One trouble is told by the buffer and by the element.
    if (this.closed || !this.media) return;
    this.broken += 1;
    if (this.broken >= BROKEN_MAX) return this.ears.failed();
    this.forgetMedia();
    this.connect();
  }

  private forgetMedia(): void {
    this.media = undefined;
    this.buffer = undefined;
    this.steps = [];
    this.anchors = [];
    this.generation = undefined;
    this.offsetS = undefined;
    if (this.address === '') return;
    URL.revokeObjectURL(this.address);
    this.address = '';
    this.video.removeAttribute('src');
    this.video.load();
  }

  // --- staying close to live

  private look(): void {
    const now = performance.now();
    const { video } = this;
    if (this.socket && !this.lost && now - this.heard > DEAD_AFTER_MS) this.connect();
    if (document.visibilityState === 'hidden' || video.buffered.length === 0 || video.seeking) return;
    if (this.skipHole()) return;
    const move = this.edge.look(endOf(video.buffered) - video.currentTime, now);
    if ('backS' in move) video.currentTime = Math.max(lastStart(video.buffered), endOf(video.buffered) - move.backS);
    else if (video.playbackRate !== move.rate) video.playbackRate = move.rate;
    this.ears.weak(this.edge.isWeak(now));
  }

  /** Parts that never came leave a hole; so does what came before the first picture. */
  private skipHole(): boolean {
    const { buffered, currentTime } = this.video;
    for (let at = 0; at < buffered.length; at += 1) {
      if (buffered.start(at) <= currentTime + HOLE_S / 10 && buffered.end(at) > currentTime + HOLE_S) return false;
      if (buffered.start(at) > currentTime) {
        this.video.currentTime = buffered.start(at) + 0.001;
        return true;
      }
    }
    return false;
  }

  private dry(): void {
    // Before the first picture, and while the publisher is away, it is nobody's network.
    if (this.lost || this.anchors.length === 0 || this.video.currentTime === 0) return;
    if (document.visibilityState === 'visible' && !this.video.seeking) this.edge.stalled(performance.now());
  }

  /** Whoever looked elsewhere sees what is now, not what was then. */
  private comeBack(): void {
    if (document.visibilityState !== 'visible') return;
    this.edge.rejoin();
    void this.video.play().catch(() => undefined);
  }
}

const endOf = (ranges: TimeRanges) => (ranges.length === 0 ? 0 : ranges.end(ranges.length - 1));
const lastStart = (ranges: TimeRanges) => (ranges.length === 0 ? 0 : ranges.start(ranges.length - 1));
