import { PublishId, type CompanyId, type LiveSessionId, type PersonId } from '#kernel/id.js';
import type { StreamClaim } from '#kernel/stream-key.js';
import type { Ingest, Stage } from '../ingest/ingest.js';
import type { Film } from '../ingest/remux.js';
import type { Init } from '../mp4/init.js';
import type { Audience } from '../playback/audience.js';
import type { Recording } from '../recording/recording.js';
import type { Current } from '../standing/gate.js';
import type { Standing } from '../standing/standings.js';
import { ArrivalClock } from './arrival-clock.js';
import type { End } from './ends.js';
import { Waiters } from './waiters.js';
import { Window } from './window.js';

/** NEW: no picture yet. LOST: the publisher is gone, and waited for. */
export type State = 'NEW' | 'ON' | 'LOST' | 'OVER';

interface Options {
  audience: Audience;
  returnWithinMs: number;
  openRecording(): Promise<Recording>;
  /** The recording is whole, told and closed. */
  sealed(): Promise<void>;
  /** Gone before the first picture. */
  stillborn(claim: StreamClaim, why: End): void;
  failed(error: unknown): void;
}

/** Who streams, in the recording's words. */
interface Publish {
  publishId: string;
  companyId: CompanyId;
  personId: PersonId;
  serial: number;
}

/** What was left of a stream by an earlier run. */
export interface Left {
  recording: Recording;
  window: Window;
  publish: Publish;
  generation: number;
  /** Epoch ms at which the stream's time began. */
  zeroAt: number;
}

// Whoever repeats what was said while its line is dead is heard of no more.
const SILENT_MS = 2_000;
// Whoever goes on sending and shows nothing has a line, but no stream.
const DARK_MS = 10_000;

/** The stream of one session: whoever publishes it, one after the other, and all who watch. */
export class LiveStream implements Stage {
  state: State = 'NEW';
  window = new Window();
  readonly inits = new Map<number, { bytes: Buffer; mime: string }>();
  readonly waiters = new Waiters();
  readonly audience: Audience;
  /** Since when it is LOST or OVER. */
  since = Date.now();
  private publisher: { ingest: Ingest; claim: StreamClaim } | undefined;
  private publish: Publish | undefined;
  private barred = 0;
  private filmedAt = 0;
  private lastReason: End = 'LOST';
  private generation = -1;
  private clock = new ArrivalClock();
  private zeroAt: number | undefined;
  private recording: Promise<Recording> | undefined;
  private sealing: Promise<void> | undefined;

  constructor(
    readonly liveSessionId: LiveSessionId,
    private readonly options: Options,
  ) {
    this.audience = options.audience;
  }

  /** Goes on where an earlier run was cut off: as if its publisher had been lost just now. */
  goOnFrom({ recording, window, publish, generation, zeroAt }: Left): void {
    this.recording = Promise.resolve(recording);
    this.window = window;
    this.publish = publish;
    this.generation = generation;
    this.zeroAt = zeroAt;
    this.state = 'LOST';
    this.since = Date.now();
  }

  get hasPublisher(): boolean {
    return this.publisher !== undefined;
  }

  /** Of the ffmpeg at work. */
  get pid(): number | undefined {
    return this.publisher?.ingest.pid;
  }

  /** What counts when somebody else wants in. */
  current(standing: Standing | undefined, now: number): Current {
    const kicked = this.publish !== undefined && this.publish.publishId === standing?.kickPublishId;
    const { publisher, publish } = this;
    return {
      serial: publisher?.claim.serial ?? publish?.serial ?? 0,
      barred: Math.max(this.barred, kicked ? (publish?.serial ?? 0) : 0),
      silent: !publisher || publisher.ingest.isOver || now - publisher.ingest.heardAt > SILENT_MS,
    };
  }

  /** Somebody was let in; whoever was there goes. */
  take(claim: StreamClaim, ingest: Ingest): void {
    this.publisher?.ingest.drop('LOST');
    this.publisher = { claim, ingest };
  }

  /** How the session stands now. */
  stand(standing: Standing): void {
    if (standing.over) return this.end('SESSION_OVER');
    if (!this.publisher || this.state === 'OVER') return;
    const { serial } = this.publisher.claim;
    const shown = this.state === 'ON' && this.publish?.publishId === standing.kickPublishId;
    if (serial < standing.deniedBelow || shown) this.cut('KICKED');
  }

  /** Shows the publisher out, and does not let this key in again. */
  cut(why: End): void {
    if (!this.publisher) return;
    if (why === 'KICKED') this.barred = Math.max(this.barred, this.publisher.claim.serial);
    this.publisher.ingest.drop(why);
  }

  /** There is no room for it any more; whoever watches need not know. */
  stopRecording(): void {
    if (this.state === 'ON' || this.state === 'LOST') this.record((recording) => recording.stop('DISK_FULL'));
  }

  tick(now: number): void {
    if (this.state === 'ON' && now - this.filmedAt > DARK_MS) this.publisher?.ingest.end('LOST', 'nothing to be seen');
    if (this.state === 'LOST' && now - this.since > this.options.returnWithinMs) this.end(this.lastReason);
  }

  /** Nobody streams here any more; the recording is sealed. */
  end(why: End): void {
    if (this.state === 'OVER') return;
    const begun = this.state !== 'NEW';
    this.state = 'OVER';
    this.since = Date.now();
    this.publisher?.ingest.drop(why);
    this.closeSegment();
    this.audience.over();
    this.waiters.letGo();
    if (!begun) return;
    this.record((recording) => {
      recording.note({ t: 'ended', reason: why, at: this.since });
      recording.sealAll();
    });
    this.sealing = this.afterwards();
  }

  /** The edge stops: what came is kept, and the stream goes on when the edge is back. */
  async leave(): Promise<void> {
    this.publisher?.ingest.end('LOST');
    await this.waiters.until(() => this.publisher === undefined, 2_000);
    this.waiters.letGo();
    this.audience.leave();
    if (this.state === 'OVER') await this.sealing;
    else await (await this.recording)?.close();
  }

  // What a publisher brings.

  begin(init: Init, bytes: Buffer): void {
    this.recording ??= this.options.openRecording();
    this.generation += 1;
    const { generation } = this;
    this.inits.set(generation, { bytes, mime: init.mime });
    this.record((recording) => recording.begin(generation, init.mime, bytes));
  }

  film(film: Film): void {
    if (this.state === 'OVER') return;
    this.filmedAt = Date.now();
    if (this.state !== 'ON') this.goOn();
    const change = this.window.add(film, this.generation, () =>
      Math.round(this.clock.at(film.start * 1_000) ?? Date.now()),
    );
    const { closed, segment, part, opened } = change;
    this.record((recording) => {
      if (closed) recording.closeSegment(closed);
      if (opened) recording.openSegment(segment);
      recording.part(part.bytes);
    });
    const init = this.inits.get(segment.generation);
    if (init) this.audience.show(change, init);
    this.waiters.look();
  }

  heard(ms: number, now: number): void {
    this.clock.heard(ms, now);
  }

  startOfNext(now: number): number {
    if (this.generation < 0) {
      this.zeroAt = now;
      return 0;
    }
    this.zeroAt = this.clock.at(0) ?? this.zeroAt ?? now;
    // Every film has a clock of its own.
    this.clock = new ArrivalClock();
    return Math.max(Math.ceil(this.window.end * 1_000), now - this.zeroAt);
  }

  done(ingest: Ingest, why: End): void {
    if (this.publisher?.ingest !== ingest) return;
    const { claim } = this.publisher;
    this.publisher = undefined;
    if (this.state === 'NEW') this.options.stillborn(claim, why);
    if (this.state === 'ON') this.interrupt(why);
    this.waiters.look();
  }

  private goOn(): void {
    const { publisher, publish, since } = this;
    if (!publisher) return;
    const { companyId, personId, serial } = publisher.claim;
    const now = Date.now();
    if (publish?.personId === personId) {
      this.publish = { ...publish, serial };
      this.record((recording) => recording.note({ t: 'resumed', gapMs: now - since, at: now }));
    } else {
      const publishId = PublishId.new();
      this.publish = { publishId, companyId, personId, serial };
      const takesOver = publish?.publishId ?? '';
      this.record((recording) =>
        recording.note({ t: 'publish', publishId, companyId, personId, serial, takesOver, at: now }),
      );
    }
    this.state = 'ON';
    this.since = now;
  }

  private interrupt(why: End): void {
    this.state = 'LOST';
    this.since = Date.now();
    this.lastReason = why;
    this.closeSegment();
    const { since } = this;
    this.record((recording) => recording.note({ t: 'interrupted', reason: why, at: since }));
    this.audience.lost();
  }

  private closeSegment(): void {
    const closed = this.window.close();
    if (closed) this.record((recording) => recording.closeSegment(closed));
  }

  private record(work: (recording: Recording) => void): void {
    this.recording = this.recording?.then((recording) => {
      work(recording);
      return recording;
    });
    this.recording?.catch((error: unknown) => {
      this.options.failed(error);
      this.end('LIMIT');
    });
  }

  private async afterwards(): Promise<void> {
    try {
      await (await this.recording)?.close();
      await this.options.sealed();
    } catch (error) {
      this.options.failed(error);
    }
  }
}
