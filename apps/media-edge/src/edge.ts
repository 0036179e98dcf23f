import { Counter } from 'prom-client';
import { EventId, LiveSessionId, RecordingId, type CompanyId, type PersonId } from '#kernel/id.js';
import { verifyStreamKey, type StreamClaim } from '#kernel/stream-key.js';
import { consumersOf, serviceOfConsumer } from '#messaging/contract.js';
import { Courier } from '#messaging/courier.js';
import { eventSubject, missingSubject } from '#messaging/subjects.js';
import { StreamChangedSchema } from '#contracts/tianjian/media/v1/media_pb.js';
import type { Blobs } from '#blobs/blobs.js';
import type { Core } from '#service/core.js';
import type { Observer } from '#service/observer.js';
import type { EdgeSettings } from './config.js';
import { Ingest } from './ingest/ingest.js';
import type { PublishersDoor } from './ingest/publishers-door.js';
import type { Answer, Line } from './ingest/rtmp-door.js';
import type { Wish } from './ingest/rtmp.js';
import { LiveStream } from './live/live-stream.js';
import { Window } from './live/window.js';
import { publishersDoor } from './doors.js';
import { denied, happenedIn } from './outbox/event.js';
import { Outbox, type Letter } from './outbox/outbox.js';
import { Audience } from './playback/audience.js';
import { PlaybackDoor } from './playback/playback-door.js';
import { Disk } from './recording/disk.js';
import { Library } from './recording/library.js';
import { Mover } from './recording/mover.js';
import type { Head } from './recording/line.js';
import { Recording } from './recording/recording.js';
import { Store } from './recording/store.js';
import { decide, type Refusal } from './standing/gate.js';
import { ask, ASK_AGAIN_MS, ASK_EVERY_MS, listen } from './standing/livestream.js';
import { Standings, type Standing } from './standing/standings.js';

const TICK_MS = 1_000;
const DISK_EVERY_MS = 5_000;
const CONFIRM_EVERY_MS = 10_000;
/** A stream that is over is still shown as such for so long. */
const OVER_FOR_MS = 60_000;
const DENIED_AGAIN_MS = 10_000;
const DENIED_REMEMBERED = 10_000;
const TELL_FOR_MS = 2_000;
// What strangers cause is nobody's business but the log's.
const UNTOLD: Refusal[] = ['UNKNOWN', 'UNAVAILABLE'];

/** One media edge: publishers come in, viewers are served, everything is kept. */
export class Edge {
  /** Where publishers come in, or where it is asked about them. */
  publishPort = 0;
  httpPort = 0;
  private readonly streams = new Map<LiveSessionId, LiveStream>();
  private readonly standings = new Standings((standing) => this.stand(standing));
  readonly disk: Disk;
  private readonly library: Library;
  private readonly mover: Mover;
  /** Recordings whose bytes are deleted, or being deleted. */
  private readonly removed = new Set<LiveSessionId>();
  /** Streams that are shown, and not kept. */
  private readonly unrecorded = new Set<LiveSessionId>();
  private readonly publishers: PublishersDoor;
  private readonly playback: PlaybackDoor;
  /** What an earlier run left and could not be read: nothing is written over it. */
  private readonly leftAlone = new Set<LiveSessionId>();
  private readonly lastDenied = new Map<string, number>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly counts: { denied: Counter; tooSlow: Counter };
  private outbox!: Outbox;
  private core: Core | undefined;
  private courier: Courier | undefined;
  private draining = true;

  constructor(
    private readonly settings: EdgeSettings,
    private readonly observer: Observer,
    blobs?: Blobs,
  ) {
    const { host, port, mediaFolder, viewersMax, edgeId, keepLocalMs } = settings;
    const failed = (error: unknown) => observer.failed(error, 'edge');
    this.disk = new Disk(mediaFolder, settings.diskFreeMin);
    const store = blobs && new Store(blobs, edgeId);
    this.library = new Library(mediaFolder, store);
    this.mover = new Mover({ library: this.library, store, keepLocalMs, failed });
    this.publishers = publishersDoor(settings, observer, {
      decide: (wish, line) => this.admit(wish, line),
      isStreamed: (liveSessionId) => (this.streams.get(liveSessionId)?.state ?? 'OVER') !== 'OVER',
    });
    this.playback = new PlaybackDoor({
      host,
      port,
      viewersMax,
      library: this.library,
      ffmpeg: settings.ffmpeg,
      secrets: settings.streamKeySecrets,
      stream: (liveSessionId) => this.streams.get(liveSessionId),
      failed,
    });
    this.counts = this.measure();
  }

  /** Opens both doors. Until `connect` nobody is let in. */
  async open(): Promise<void> {
    const { mediaFolder } = this.settings;
    await this.library.prepare();
    this.outbox = await Outbox.open({
      folder: mediaFolder,
      deliver: (letter, again) => this.deliver(letter, again),
      missing: (eventIds) => this.missingOf(eventIds),
      failed: (error) => this.observer.log.warn({ err: error }, 'not told yet'),
    });
    await this.recover();
    await this.lookAtDisk();
    this.publishPort = await this.publishers.open();
    this.httpPort = await this.playback.open();
    this.draining = false;
    this.every(TICK_MS, () => this.tick());
    this.every(DISK_EVERY_MS, () => this.lookAtDisk());
    this.every(CONFIRM_EVERY_MS, () => this.confirm());
    this.every(this.settings.storeEveryMs, () => this.mover.look(Date.now()));
  }

  /** The broker is there. */
  async connect(core: Core): Promise<void> {
    this.core = core;
    this.courier = new Courier(core.nats);
    this.outbox.start();
    listen(core, this.standings);
    await this.keepAsking(core);
  }

  /** Asks how everybody stands, now and again and again; often until it was heard once. */
  private async keepAsking(core: Core): Promise<void> {
    let heard = true;
    try {
      for (const removed of await ask(core, this.settings.edgeId, this.standings)) void this.remove(removed);
    } catch (error) {
      heard = false;
      this.observer.log.warn({ err: error }, 'livestream was not heard');
    }
    if (this.draining) return;
    const again = setTimeout(() => void this.keepAsking(core), heard ? ASK_EVERY_MS : ASK_AGAIN_MS);
    this.timers.push(again);
  }

  /** Told again and again; nobody waits for it. */
  private async remove(liveSessionId: LiveSessionId): Promise<void> {
    if (this.removed.has(liveSessionId)) return;
    this.removed.add(liveSessionId);
    try {
      await this.mover.remove(liveSessionId);
    } catch (error) {
      this.observer.failed(error, 'removal');
      this.removed.delete(liveSessionId);
    }
  }

  /** What keeps it from letting publishers in. */
  async missing(): Promise<Record<string, string>> {
    return {
      ...(this.draining ? { process: 'starting or stopping' } : {}),
      ...(this.core && !this.core.nats.isClosed() ? {} : { nats: 'not connected' }),
      ...(this.standings.isFresh(Date.now()) ? {} : { livestream: 'not heard lately' }),
      ...(this.disk.isScarce ? { disk: this.disk.isFull ? 'full: nothing is recorded' : 'nearly full' } : {}),
      ...this.publishers.missing,
    };
  }

  /** Seals what is open, tells what happened, and closes. */
  async stop(): Promise<void> {
    this.draining = true;
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all([...this.streams.values()].map((stream) => stream.leave()));
    await Promise.all([this.publishers.close(), this.playback.close(), this.mover.stop()]);
    await this.outbox.stop(TELL_FOR_MS);
  }

  /** For specs. */
  stream(liveSessionId: string): LiveStream | undefined {
    return this.streams.get(liveSessionId as LiveSessionId);
  }

  private admit({ app, name, key }: Wish, line: Line): Answer {
    const now = Date.now();
    const liveSessionId = sessionIn(app, name);
    if (!liveSessionId) return this.turnAway('UNKNOWN', undefined, undefined, now);
    const standing = this.standings.of(liveSessionId);
    const stream = this.streams.get(liveSessionId);
    const claim = decide(key, liveSessionId, new Date(now), {
      secrets: this.settings.streamKeySecrets,
      fresh: !this.draining && this.standings.isFresh(now),
      standing,
      sealed: stream?.state === 'OVER' || this.leftAlone.has(liveSessionId) || this.library.isSealed(liveSessionId),
      full: this.isFull,
      current: stream?.current(standing, now),
    });
    if (typeof claim === 'string') {
      const genuine = verifyStreamKey(this.settings.streamKeySecrets, key, liveSessionId, new Date(now));
      return this.turnAway(claim, liveSessionId, typeof genuine === 'string' ? undefined : genuine, now);
    }
    const taker = stream ?? this.newStream(liveSessionId, claim);
    const ingest = new Ingest({
      ffmpeg: this.settings.ffmpeg,
      bitsPerSecondMax: this.settings.bitsPerSecondMax,
      line,
      stage: taker,
      say: (words) => this.observer.log.warn({ liveSessionId, words }, 'publisher'),
    });
    taker.take(claim, ingest);
    this.observer.log.info({ liveSessionId, personId: claim.personId, serial: claim.serial }, 'publisher let in');
    return { publisher: ingest };
  }

  private get isFull(): boolean {
    const on = [...this.streams.values()].filter(({ state }) => state !== 'OVER').length;
    return on >= this.settings.roomsMax || this.disk.isScarce;
  }

  private turnAway(
    reason: Refusal,
    liveSessionId: LiveSessionId | undefined,
    whose: StreamClaim | undefined,
    now: number,
  ): Answer {
    this.counts.denied.inc({ reason });
    this.observer.log.info({ liveSessionId, reason }, 'publisher denied');
    if (liveSessionId && !UNTOLD.includes(reason)) this.tellDenied(liveSessionId, reason, whose, now);
    return { refused: reason };
  }

  /** Of sessions we know, and of each reason now and then: nobody fills the disk by knocking. */
  private tellDenied(
    liveSessionId: LiveSessionId,
    reason: string,
    whose: { companyId: CompanyId; personId: PersonId } | undefined,
    now: number,
  ): void {
    const about = `${liveSessionId} ${reason}`;
    if (!this.standings.of(liveSessionId)) return;
    if (now - (this.lastDenied.get(about) ?? -Infinity) < DENIED_AGAIN_MS) return;
    if (this.lastDenied.size >= DENIED_REMEMBERED) this.lastDenied.clear();
    this.lastDenied.set(about, now);
    void this.outbox.tell(denied(this.settings.edgeId, liveSessionId, reason, whose));
  }

  private newStream(liveSessionId: LiveSessionId, claim: StreamClaim | undefined): LiveStream {
    const { edgeId, returnWithinS } = this.settings;
    const head: Head = {
      t: 'recording',
      recordingId: RecordingId.derive(liveSessionId, edgeId),
      liveSessionId,
      edgeId,
    };
    const stream = new LiveStream(liveSessionId, {
      audience: new Audience(() => this.counts.tooSlow.inc()),
      returnWithinMs: returnWithinS * 1_000,
      openRecording: () => this.newRecording(liveSessionId, head),
      sealed: () => this.library.shelve(liveSessionId),
      stillborn: (by, why) => {
        this.counts.denied.inc({ reason: why });
        if (why === 'BAD_MEDIA' || why === 'LIMIT') this.tellDenied(liveSessionId, why, by, Date.now());
      },
      failed: (error) => this.observer.failed(error, 'stream'),
    });
    if (claim) this.observer.log.debug({ liveSessionId }, 'stream opened');
    this.streams.set(liveSessionId, stream);
    return stream;
  }

  private async newRecording(liveSessionId: LiveSessionId, head: Head): Promise<Recording> {
    const recording = await this.openRecording(liveSessionId, head);
    if (!recording) throw new Error('no recording');
    return recording;
  }

  private openRecording(liveSessionId: LiveSessionId, head: Head | undefined): Promise<Recording | undefined> {
    return Recording.open(this.library.live(liveSessionId), head, {
      tell: async (line, told) => {
        const happened = happenedIn(line, told, this.settings.publicUrl);
        if (happened) await this.outbox.tell(happened);
      },
      failed: (error) => this.observer.failed(error, 'recording'),
      stopped: () => this.unrecorded.add(liveSessionId),
    });
  }

  /** What an earlier run left: its streams wait for their publishers, as after any other loss. */
  private async recover(): Promise<void> {
    for (const name of await this.library.unfinished()) {
      const liveSessionId = sessionIn('live', name);
      if (!liveSessionId) continue;
      try {
        await this.goOn(liveSessionId);
      } catch (error) {
        this.observer.failed(error, 'recovery');
        this.leftAlone.add(liveSessionId);
      }
    }
  }

  private async goOn(liveSessionId: LiveSessionId): Promise<void> {
    const recording = await this.openRecording(liveSessionId, undefined);
    const { publish, segments = [], generation = 0, state, lastReason } = recording?.so ?? {};
    const last = segments.at(-1);
    if (!recording || !last) {
      await recording?.close();
      // Not a picture of it was whole.
      return this.library.discard(liveSessionId);
    }
    if (!publish) throw new Error(`nobody knows who streamed ${liveSessionId}`);
    const { companyId, personId } = publish;
    const stream = this.newStream(liveSessionId, undefined);
    stream.goOnFrom({
      recording,
      window: Window.after(segments.map((segment) => ({ ...segment, parts: [], open: false }))),
      publish: { ...publish, companyId: companyId as CompanyId, personId: personId as PersonId },
      generation,
      zeroAt: last.startsAt - last.start * 1_000,
    });
    if (state === 'ON') recording.note({ t: 'interrupted', reason: 'LOST', at: Date.now() });
    if (state === 'ENDED' || state === 'SEALED') stream.end(lastReason ?? 'LOST');
  }

  private stand(standing: Standing): void {
    this.streams.get(standing.liveSessionId as LiveSessionId)?.stand(standing);
  }

  private tick(): void {
    const now = Date.now();
    for (const [liveSessionId, stream] of this.streams) {
      stream.tick(now);
      stream.audience.look(now);
      const gone = stream.state === 'NEW' && !stream.hasPublisher;
      if (gone) void stream.leave();
      if (gone || (stream.state === 'OVER' && now - stream.since > OVER_FOR_MS)) {
        this.streams.delete(liveSessionId);
        this.unrecorded.delete(liveSessionId);
      }
    }
  }

  async lookAtDisk(): Promise<void> {
    await this.disk.look();
    if (!this.disk.isFull) return;
    for (const stream of this.streams.values()) stream.stopRecording();
  }

  private async confirm(): Promise<void> {
    if (!this.core) return;
    await this.outbox.confirm(Date.now()).catch((error: unknown) => {
      this.observer.log.warn({ err: error }, 'not confirmed yet');
    });
  }

  private async missingOf(eventIds: string[]): Promise<string[]> {
    const missing = await Promise.all(
      consumersOf(StreamChangedSchema).map((consumer) =>
        this.core?.rpc.ask(missingSubject(serviceOfConsumer(consumer)), { consumer, eventIds }),
      ),
    );
    return missing.flatMap((some) => some as string[]);
  }

  private async deliver({ eventId, payload }: Letter, again: boolean): Promise<void> {
    await this.courier?.deliver({
      messageId: again ? EventId.new() : eventId,
      eventId,
      subject: eventSubject(StreamChangedSchema),
      payload: JSON.stringify(payload),
    });
  }

  private every(ms: number, work: () => void | Promise<void>): void {
    const run = async () => {
      try {
        await work();
      } catch (error) {
        this.observer.failed(error, 'edge');
      }
    };
    this.timers.push(setInterval(() => void run(), ms));
  }

  private measure() {
    const { observer } = this;
    const registers = [observer.registry];
    const streams = () => [...this.streams.values()];
    observer.gauge(
      'tianjian_media_streams',
      'Sessions that are streamed now',
      () => streams().filter(({ state }) => state === 'ON').length,
    );
    observer.gauge('tianjian_media_viewers', 'Viewers by socket', () =>
      streams().reduce((sum, { audience }) => sum + audience.count, 0),
    );
    observer.gauge('tianjian_media_outbox', 'Events that the stream has not got yet', () => this.outbox.backlog);
    observer.gauge('tianjian_media_disk_free_bytes', 'Left for recordings', () => this.disk.freeBytes);
    observer.gauge(
      'tianjian_media_unrecorded',
      'Sessions that are streamed now and not recorded',
      () => streams().filter(({ state, liveSessionId }) => state === 'ON' && this.unrecorded.has(liveSessionId)).length,
    );
    observer.gauge('tianjian_media_unstored', 'Whole recordings that are on this disk alone', () => this.mover.waiting);
    return {
      denied: new Counter({
        name: 'tianjian_media_denied_total',
        help: 'Publishers turned away, by reason',
        labelNames: ['reason'],
        registers,
      }),
      tooSlow: new Counter({
        name: 'tianjian_media_too_slow_total',
        help: 'Viewers sent away because they took nothing',
        registers,
      }),
    };
  }
}

function sessionIn(app: string, name: string): LiveSessionId | undefined {
  try {
    return app === 'live' ? LiveSessionId.parse(name) : undefined;
  } catch {
    return undefined;
  }
}
