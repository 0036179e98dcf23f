import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, fromJson, toJson, type JsonValue } from '@bufbuild/protobuf';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import WebSocket from 'ws';
import { StandingAnswerSchema, Streams } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { StreamChangedSchema, type StreamChanged } from '#contracts/tianjian/media/v1/media_pb.js';
import { CHAIN_START, linkOf } from '#kernel/recording-chain.js';
import { CompanyId, LiveSessionId, PersonId } from '#kernel/id.js';
import { parseStreamKeySecrets, signStreamKey } from '#kernel/stream-key.js';
import { registry } from '#messaging/contract.js';
import { prepareStreams } from '#messaging/courier.js';
import { eventSubject, rpcSubject, STREAM_STANDING } from '#messaging/subjects.js';
import { startBroker, type Broker } from '#testing/broker.js';
import { callerEnv, eventually } from '#testing/running-service.js';
import { freePort } from '../../../deploy/local/ports.js';
import { mainOf } from '../../../deploy/local/services.js';
import type { Standing } from './standing/standings.js';
import { launchEdge, type RunningEdge } from './launch.js';

const OLD = { k1: 'the one before it, thirty-two long too' };
const SECRETS = JSON.stringify({ k2: 'only for tests, and thirty-two long', ...OLD });
/** As who signs had them before the edges were given a new one. */
export const OLD_SECRETS = JSON.stringify(OLD);
const HOUR_MS = 3_600_000;
// A loaded machine takes its time.
const STARTS_WITHIN_MS = 60_000;

export const FFMPEG = process.env['FFMPEG'] ?? 'ffmpeg';
/** Specs of streams need it. */
export const hasFfmpeg = spawnSync(FFMPEG, ['-version']).status === 0;

export interface Show {
  liveSessionId: LiveSessionId;
  companyId: CompanyId;
  personId: PersonId;
}

export const newShow = (): Show => ({
  liveSessionId: LiveSessionId.new(),
  companyId: CompanyId.new(),
  personId: PersonId.new(),
});

interface KeyOptions {
  serial?: number;
  expiresInMs?: number;
  secrets?: string;
}

export function keyFor(show: Show, { serial = 1, expiresInMs = HOUR_MS, secrets = SECRETS }: KeyOptions = {}): string {
  return signStreamKey(parseStreamKeySecrets(secrets), {
    ...show,
    serial,
    expiresAt: new Date(Date.now() + expiresInMs),
  });
}

/** Keys that open no door, and the session each was tried at. */
export async function badKeys(livestream: FakeLivestream) {
  const shows = Array.from({ length: 6 }, newShow);
  const [forged, expired, revoked, unknown, over, other] = shows as [Show, Show, Show, Show, Show, Show];
  for (const show of [forged, expired, other]) await livestream.knows(show);
  await livestream.knows(revoked, { deniedBelow: 2 });
  await livestream.knows(over, { over: true });
  const wrong = JSON.stringify({ k1: 'somebody else has made up this one, yes' });
  const tries: [Show, string][] = [
    [forged, keyFor(forged, { secrets: wrong })],
    [expired, keyFor(expired, { expiresInMs: -1_000 })],
    [revoked, keyFor(revoked)],
    [unknown, keyFor(unknown)],
    [over, keyFor(over)],
    [other, keyFor(forged)],
  ];
  return { tries, shows, forged, revoked, other };
}

/** What livestream would say, and what it would hear. */
export class FakeLivestream {
  readonly heard: StreamChanged[] = [];
  private readonly known = new Set<string>();
  private readonly standings = new Map<string, Standing>();

  private constructor(private readonly nats: NatsConnection) {}

  static async on(url: string): Promise<FakeLivestream> {
    const nats = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
    await prepareStreams(nats);
    const fake = new FakeLivestream(nats);
    nats.subscribe(eventSubject(StreamChangedSchema), {
      callback: (_, message) =>
        fake.hear(message.headers?.get('event-id') ?? '', fromJson(StreamChangedSchema, message.json(), { registry })),
    });
    nats.subscribe(rpcSubject(Streams.method.standing), {
      callback: (_, message) =>
        void message.respond(JSON.stringify({ response: fake.answer([...fake.standings.values()]), isDisposed: true })),
    });
    await nats.flush();
    return fake;
  }

  /** A key of it was issued, say; told at once. */
  async knows({ liveSessionId }: { liveSessionId: LiveSessionId }, standing: Partial<Standing> = {}): Promise<void> {
    const before = this.standings.get(liveSessionId);
    const now = { liveSessionId, deniedBelow: 0, over: false, kickPublishId: '', ...before, ...standing };
    this.standings.set(liveSessionId, now);
    this.nats.publish(STREAM_STANDING, JSON.stringify(this.answer([now])));
    await this.nats.flush();
  }

  /** The names of what was told of a session, in order, without its segments. */
  told({ liveSessionId }: { liveSessionId: LiveSessionId }): string[] {
    return this.of(liveSessionId)
      .map(({ what }) => what.case ?? '')
      .filter((name) => name !== 'segmentSealed');
  }

  of(liveSessionId: LiveSessionId): StreamChanged[] {
    return this.heard.filter((one) => one.liveSessionId === liveSessionId);
  }

  segments(liveSessionId: LiveSessionId) {
    return this.of(liveSessionId).flatMap(({ what }) => (what.case === 'segmentSealed' ? [what.value] : []));
  }

  close(): Promise<void> {
    return this.nats.close();
  }

  /** Told at least once, it counts once. */
  private hear(eventId: string, message: StreamChanged): void {
    if (this.known.has(eventId)) return;
    this.known.add(eventId);
    this.heard.push(message);
  }

  private answer(sessions: Standing[]): JsonValue {
    const told = sessions.map((one) => ({ ...one, deniedBelow: BigInt(one.deniedBelow) }));
    return toJson(StandingAnswerSchema, create(StandingAnswerSchema, { sessions: told }), { alwaysEmitImplicit: true });
  }
}

/** An edge, a broker, a livestream to talk to, and a film to publish. */
export class Field {
  broker!: Broker;
  livestream!: FakeLivestream;
  edge!: RunningEdge;
  readonly folder = mkdtempSync(join(tmpdir(), 'tianjian-edge-'));
  readonly secrets = parseStreamKeySecrets(SECRETS);
  private readonly children: ChildProcess[] = [];
  private edgeOpen = false;

  constructor(private readonly settings: NodeJS.ProcessEnv = {}) {}

  async open(): Promise<void> {
    this.broker = await startBroker();
    this.livestream = await FakeLivestream.on(this.broker.url);
    film(this.filmFile);
    await this.openEdge();
  }

  async openEdge(): Promise<void> {
    this.edge = await launchEdge(this.env());
    this.edgeOpen = true;
    await eventually(async () => Object.keys(await this.edge.edge.missing()).length === 0);
  }

  async close(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    await this.closeEdge();
    await this.livestream?.close();
    await this.broker?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async closeEdge(): Promise<void> {
    const { edge } = this;
    if (!this.edgeOpen) return;
    this.edgeOpen = false;
    await edge.stop();
  }

  env(): NodeJS.ProcessEnv {
    return {
      ...callerEnv('media'),
      EDGE_ID: 'edge-t',
      MEDIA_FOLDER: this.folder,
      HOST: '127.0.0.1',
      RTMP_PORT: '0',
      PORT: '0',
      HEALTH_PORT: '0',
      PUBLIC_URL: 'http://edge.example',
      STREAM_KEY_SECRETS: SECRETS,
      DISK_FREE_MIN_MB: '10',
      FFMPEG,
      NATS_URL: this.broker.url,
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      ...this.settings,
    };
  }

  get filmFile(): string {
    return join(this.folder, 'film.flv');
  }

  /** As a host with this key would, by any encoder. */
  publish({ liveSessionId }: { liveSessionId: string }, key: string, options: Publishing = {}): Publisher {
    const { port = this.edge.publishPort, input = ['-re', '-stream_loop', '-1', '-i', this.filmFile, '-c', 'copy'] } =
      options;
    const url = `rtmp://127.0.0.1:${port}/live/${liveSessionId}?key=${key}`;
    const args = ['-hide_banner', '-loglevel', 'error', '-nostdin', ...input, '-f', 'flv', url];
    const child = spawn(FFMPEG, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.children.push(child);
    return new Publisher(child);
  }

  /** A key for a show that livestream knows, and its publisher on air. */
  async goesLive(show = newShow(), options: Publishing = {}): Promise<{ show: Show; publisher: Publisher }> {
    await this.livestream.knows(show);
    const publisher = this.publish(show, keyFor(show), options);
    await this.isOn(show);
    return { show, publisher };
  }

  /** Seen by viewers, for so many segments. */
  async isOn({ liveSessionId }: { liveSessionId: string }): Promise<void> {
    await eventually(async () => this.edge.edge.stream(liveSessionId)?.state === 'ON');
  }

  get(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.edge.httpPort}${path}`);
  }

  async text(path: string): Promise<string> {
    const answer = await this.get(path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  }

  async bytes(path: string): Promise<Buffer> {
    const answer = await this.get(path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  watch({ liveSessionId }: { liveSessionId: string }): SocketViewer {
    return new SocketViewer(`ws://127.0.0.1:${this.edge.httpPort}/live/${liveSessionId}/socket`);
  }
}

/** An edge in a process of its own, to be killed. */
export class EdgeProcess {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly field: Field,
    readonly rtmpPort: number,
    private readonly playPort: number,
    private readonly healthPort: number,
  ) {}

  /** In place of the field's own. */
  static async of(field: Field): Promise<EdgeProcess> {
    await field.closeEdge();
    return new EdgeProcess(field, await freePort(), await freePort(), await freePort());
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  async starts(env: NodeJS.ProcessEnv = {}): Promise<void> {
    this.child = spawn(process.execPath, ['--enable-source-maps', mainOf('media-edge')], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        ...this.field.env(),
        RTMP_PORT: String(this.rtmpPort),
        PORT: String(this.playPort),
        HEALTH_PORT: String(this.healthPort),
        ...env,
      },
    });
    await eventually(async () => (await this.health('/healthz'))?.ok, { within: STARTS_WITHIN_MS });
  }

  /** Its exit code. */
  async ends(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (!child) return null;
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  async isReady(): Promise<void> {
    await eventually(async () => (await this.health('/readyz'))?.ok);
  }

  health(path: string): Promise<Response | undefined> {
    return fetch(`http://127.0.0.1:${this.healthPort}${path}`).catch(() => undefined);
  }

  fetched(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.playPort}${path}`);
  }

  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.fetched(path)).arrayBuffer());
  }

  watch({ liveSessionId }: { liveSessionId: string }): SocketViewer {
    return new SocketViewer(`ws://127.0.0.1:${this.playPort}/live/${liveSessionId}/socket`);
  }
}

/** Each segment as it was told, fetched from the replay: in order, whole and vouched for. Per generation, as films. */
export async function checkedReplay(
  livestream: FakeLivestream,
  { liveSessionId }: { liveSessionId: LiveSessionId },
  bytes: (path: string) => Promise<Buffer>,
): Promise<Map<number, Buffer>> {
  const films = new Map<number, Buffer[]>();
  let link = CHAIN_START;
  const segments = livestream.segments(liveSessionId);
  for (const { n, sha256, prevSha256, initSha256, generation } of segments) {
    const film = await bytes(`/replay/${liveSessionId}/${n}.m4s`);
    const init = await bytes(`/replay/${liveSessionId}/init-${generation}.mp4`);
    if (sha256Of(film) !== sha256 || sha256Of(init) !== initSha256)
      throw new Error(`segment ${n} is not what was told`);
    if (prevSha256 !== link) throw new Error(`segment ${n} does not follow the one before it`);
    link = linkOf(link, initSha256, sha256);
    films.set(generation, [...(films.get(generation) ?? [init]), film]);
  }
  const sealed = livestream.of(liveSessionId).findLast(({ what }) => what.case === 'recordingSealed')?.what;
  const whole = sealed?.case === 'recordingSealed' ? sealed.value : undefined;
  if (whole?.sha256 !== link || whole.segments !== segments.length)
    throw new Error('the recording is not what was told');
  return new Map([...films].map(([generation, all]) => [generation, Buffer.concat(all)]));
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

interface Publishing {
  port?: number;
  input?: string[];
}

export class Publisher {
  said = '';

  constructor(readonly child: ChildProcess) {
    child.stderr?.on('data', (data) => (this.said += String(data)));
  }

  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Without a word. */
  async dies(): Promise<void> {
    await this.ends('SIGKILL');
  }

  /** As when somebody presses "stop". */
  async stops(): Promise<void> {
    await this.ends('SIGINT');
  }

  async over(): Promise<void> {
    if (!this.isOver) await once(this.child, 'exit');
  }

  private async ends(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.over();
  }
}

export class SocketViewer {
  /** Texts as they are, film by its length. */
  readonly seen: ({ type: string; [field: string]: unknown } | Buffer)[] = [];
  closed: number | undefined;
  readonly socket: WebSocket;

  constructor(url: string) {
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on('message', (data: Buffer, binary) => this.seen.push(binary ? data : JSON.parse(String(data))));
    this.socket.on('close', (code) => (this.closed = code));
    this.socket.on('error', () => {});
  }

  get texts() {
    return this.seen.flatMap((one) => (Buffer.isBuffer(one) ? [] : [one]));
  }

  get film(): Buffer[] {
    return this.seen.filter((one) => Buffer.isBuffer(one));
  }

  /** The next text of a kind. */
  hears(type: string): Promise<void> {
    return new Promise((resolve) => {
      this.socket.on('message', (data: Buffer, binary) => {
        if (!binary && (JSON.parse(String(data)) as { type: string }).type === type) resolve();
      });
    });
  }
}

// A small picture with a key frame each second: what is tested is what becomes of it.
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100'];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '25', '-pix_fmt', 'yuv420p'];

/** Encoded once; publishers send it as it is. */
function film(file: string): void {
  const args = [...PICTURE, ...SOUND, ...H264, '-c:a', 'aac', '-t', '20', '-y', file];
  const { status, stderr } = spawnSync(FFMPEG, ['-hide_banner', '-loglevel', 'error', ...args]);
  if (status !== 0) throw new Error(String(stderr));
}

/** In a codec that nobody asked for. */
export const FOREIGN = [...['-re'], ...PICTURE, ...['-c:v', 'flv', '-t', '20']];

/** What ffprobe says of some film, as lines "stream,codec"; throws where it is none. */
export function probed(bytes: Buffer): { codecs: string[]; seconds: number; frames: number } {
  const args = ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_name,nb_read_packets:format=duration'];
  const { status, stdout, stderr } = spawnSync('ffprobe', [...args, '-of', 'json', 'pipe:0'], { input: bytes });
  if (status !== 0 || stderr.length > 0) throw new Error(String(stderr));
  const { streams, format } = JSON.parse(String(stdout)) as {
    streams: { codec_name: string; nb_read_packets: string }[];
    format: { duration?: string };
  };
  return {
    codecs: streams.map(({ codec_name }) => codec_name),
    seconds: Number(format.duration ?? 0),
    frames: Number(streams[0]?.nb_read_packets ?? 0),
  };
}
