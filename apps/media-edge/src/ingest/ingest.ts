import type { End } from '../live/ends.js';
import type { Init } from '../mp4/init.js';
import { Bucket } from './bucket.js';
import { AUDIO, kindOf, VIDEO, type Kind } from './flv.js';
import { Remux, type Film } from './remux.js';
import type { Line, Publisher } from './rtmp-door.js';
import type { Packet } from './rtmp.js';

/** Where a publisher's film goes. */
export interface Stage {
  /** Films that begin anew follow: by another encoder, or after a break. */
  begin(init: Init, bytes: Buffer): void;
  film(film: Film): void;
  /** Something of `ms` in the stream arrived. */
  heard(ms: number, now: number): void;
  /** Where in the stream (ms) what begins now stands. */
  startOfNext(now: number): number;
  /** Nothing comes from this publisher any more. */
  done(ingest: Ingest, why: End): void;
}

interface Options {
  ffmpeg: string;
  bitsPerSecondMax: number;
  line: Line;
  stage: Stage;
  /** Why it was cut off, for whoever runs the edge. */
  say(words: string): void;
}

const SAVED_UP_S = 4;
const FIRST_PICTURE_MS = 10_000;
// An encoder sends what its sound is like right at the start, or has none.
const SOUND_WITHIN_MS = 1_000;
const HELD_MAX = 16 * 1024 * 1024;
// A publisher's clock that jumps is another film.
const JUMP_MS = 10_000;
const BACK_MS = 1_000;
const FAULTS_MAX = 5;
const FAULTS_MS = 20_000;
const FLUSH_MS = 1_000;

type Held = Packet & { at: number };

/** A publisher who was let in: takes what they send, and nothing but H.264 and AAC, to the stage. */
export class Ingest implements Publisher {
  heardAt = Date.now();
  private readonly bucket: Bucket;
  private readonly headers: { video?: Buffer; audio?: Buffer } = {};
  private remux: Remux | undefined;
  /** From a key frame on, until it is known what the film is like and the film before has ended. */
  private held: Held[] = [];
  private heldBytes = 0;
  private closing = false;
  /** The publisher's time and the stream's at which the film in hand begins. */
  private origin = { dts: 0, ms: 0 };
  private firstSound: number | undefined;
  private lastDts: number | undefined;
  private readonly faults: number[] = [];
  private ended: End | undefined;
  private finished = false;
  private readonly hurry: NodeJS.Timeout;

  constructor(private readonly options: Options) {
    this.bucket = new Bucket(options.bitsPerSecondMax / 8, SAVED_UP_S, Date.now());
    this.hurry = setTimeout(() => this.end('BAD_MEDIA', 'no picture'), FIRST_PICTURE_MS);
  }

  get isOver(): boolean {
    return this.ended !== undefined;
  }

  /** Of the ffmpeg in hand. */
  get pid(): number | undefined {
    return this.remux?.pid;
  }

  packet(packet: Packet): void {
    if (this.ended) return;
    const now = Date.now();
    this.heardAt = now;
    if (!this.bucket.take(packet.data.length, now)) return this.end('LIMIT', 'more than it may send');
    const kind = kindOf(packet);
    if (kind === 'nothing') return;
    if (kind === 'foreign') return this.end('BAD_MEDIA', 'neither H.264 nor AAC');
    if (kind === 'video header' || kind === 'audio header') return this.learn(kind, packet.data);
    if (this.jumped(packet.dts)) this.beginAnew();
    this.lastDts = packet.dts;
    if (this.remux && !this.closing) this.feed({ ...packet, at: now });
    else this.hold({ ...packet, at: now }, kind);
  }

  gone(goodbye: boolean): void {
    this.end(goodbye ? 'STOPPED' : 'LOST');
  }

  /** Cuts the line on the spot. What came before a publisher left is still shown; of one who is shown out nothing is. */
  end(why: End, words?: string): void {
    if (this.ended) return;
    this.ended = why;
    if (words) this.options.say(words);
    this.options.line.cut();
    clearTimeout(this.hurry);
    this.held = [];
    if (!this.remux) return this.finish();
    if (why !== 'STOPPED' && why !== 'LOST') return this.remux.kill();
    this.remux.end();
    setTimeout(() => this.remux?.kill(), FLUSH_MS).unref();
  }

  /** The same, and not waiting for anything. */
  drop(why: End): void {
    this.end(why);
    this.remux?.kill();
  }

  private learn(kind: 'video header' | 'audio header', data: Buffer): void {
    const which = kind === 'video header' ? 'video' : 'audio';
    const known = this.headers[which];
    if (known?.equals(data)) return;
    this.headers[which] = data;
    // Also where sound comes to a film that was without.
    if (this.remux) this.beginAnew();
    this.tryStart();
  }

  private jumped(dts: number): boolean {
    if (this.lastDts === undefined) return false;
    return dts - this.lastDts > JUMP_MS || dts - this.lastDts < -BACK_MS;
  }

  private beginAnew(): void {
    this.held = [];
    if (!this.remux || this.closing) return;
    this.closing = true;
    this.remux.end();
    const { remux } = this;
    setTimeout(() => remux.kill(), FLUSH_MS).unref();
  }

  private hold(packet: Held, kind: Kind): void {
    if (this.held.length === 0 && kind !== 'key frame') return;
    this.held.push(packet);
    this.heldBytes = this.held.length === 1 ? packet.data.length : this.heldBytes + packet.data.length;
    if (this.heldBytes > HELD_MAX) this.held = [];
    this.tryStart();
  }

  private tryStart(): void {
    const [first] = this.held;
    if (!first || this.remux || this.ended || !this.headers.video) return;
    const waited = (this.lastDts ?? 0) - first.dts;
    if (!this.headers.audio && waited < SOUND_WITHIN_MS) return;
    this.start(first);
  }

  private start(first: Held): void {
    const { ffmpeg, stage } = this.options;
    this.origin = { dts: first.dts, ms: stage.startOfNext(first.at) };
    this.firstSound = undefined;
    const { video, audio } = this.headers;
    const remux: Remux = new Remux({
      ffmpeg,
      withSound: audio !== undefined,
      startOf: (kind) => this.origin.ms + (kind === 'audio' ? (this.firstSound ?? 0) : 0),
      ears: {
        init: (init, bytes) => stage.begin(init, bytes),
        film: (film) => {
          clearTimeout(this.hurry);
          stage.film(film);
        },
        ended: (fault) => this.remuxEnded(fault),
      },
    });
    this.remux = remux;
    if (video) remux.write(VIDEO, 0, video);
    if (audio) remux.write(AUDIO, 0, audio);
    for (const packet of this.held.splice(0)) this.feed(packet);
  }

  private feed({ type, dts, data, at }: Held): void {
    const ms = dts - this.origin.dts;
    if (ms < 0 || (type === AUDIO && !this.headers.audio)) return;
    if (type === AUDIO) this.firstSound ??= ms;
    else this.options.stage.heard(this.origin.ms + ms, at);
    this.remux?.write(type, ms, data);
  }

  private remuxEnded(fault: string | undefined): void {
    this.remux = undefined;
    this.closing = false;
    if (this.ended) return this.finish();
    if (fault !== undefined) {
      this.options.say(`ffmpeg: ${fault}`);
      this.held = [];
      const now = Date.now();
      this.faults.push(now);
      while ((this.faults[0] ?? now) < now - FAULTS_MS) this.faults.shift();
      if (this.faults.length > FAULTS_MAX) return this.end('BAD_MEDIA', 'ffmpeg ends again and again');
    }
    this.tryStart();
  }

  private finish(): void {
    if (this.finished || !this.ended) return;
    this.finished = true;
    this.options.stage.done(this, this.ended);
  }
}
