import {
  BEAT_MS,
  CLOSED,
  HEAD_MS,
  PROTOCOL_VERSION,
  type ClientFrame,
  type Fact,
  type Poll,
  type ServerFrame,
} from './protocol.js';
import { Backoff } from './backoff.js';
import { ServerClock } from './server-clock.js';
import { afterFrame, type RoomView } from './view.js';

/** As browsers have it, and as the package "ws" does. */
export interface SocketLike {
  /** 1: open; more: over, or about to be. */
  readonly readyState?: number;
  send(text: string): void;
  close(code?: number): void;
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
}
export type SocketMaker = new (url: string) => SocketLike;

export type Way = 'socket' | 'events' | 'poll';

export interface RoomOptions {
  /** Of the door: "https://tianjian.example". */
  url: string;
  liveSessionId: string;
  /** Asked each time a line is opened; undefined for who is not signed in. */
  token?: () => string | undefined | Promise<string | undefined>;
  deviceId?: string;
  /** After every frame that changed something. */
  onView?: (view: RoomView, frame: ServerFrame) => void;
  /** A fact, once each, in order; not those a snapshot stands for. */
  onFact?: (fact: Fact, view: RoomView) => void;
  onStatus?: (status: Status) => void;
  /** Where to begin; the next ones are tried where one does not work. */
  ways?: readonly Way[];
  WebSocket?: SocketMaker;
  fetch?: typeof fetch;
  random?: () => number;
}

/** "gone": there is no such room. */
export interface Status {
  state: 'connecting' | 'open' | 'waiting' | 'closed' | 'gone';
  way: Way;
}

const WAYS: readonly Way[] = ['socket', 'events', 'poll'];
// So often a way may fail without a word before the next one is tried; one that has worked here is trusted for longer:
// rather the server is away than the way is closed.
const SILENT_FAILURES_MAX = 2;
const TRUSTED_FAILURES_MAX = 8;
// From a lesser way back to the first one.
const BETTER_AFTER_MS = 60_000;
const DEAD_AFTER_MS = 2 * HEAD_MS + 5_000;
const GAP_JITTER_MS = 200;
const GAP_ANSWER_MS = 5_000;

/**
 * A viewer's side of a room: keeps a line open, goes on where it broke off, finds holes and has them mended. Whatever
 * the way, `view` is the room as of the last frame.
 */
export class RoomClient {
  view: RoomView | undefined;
  /** What time it is at the server; the device's own clock may be wrong by hours. */
  readonly clock = new ServerClock();
  private readonly ways: readonly Way[];
  private readonly backoff: Backoff;
  private way = 0;
  private readonly worked = new Set<number>();
  private silentFailures = 0;
  private line: Line | undefined;
  private timer: Timer | undefined;
  private heard = 0;
  /** The server's time of the last frame. */
  private heardAt = 0;
  private closed = false;
  /** Facts that came before those they follow. */
  private early: Fact[] = [];
  private gapTimer: Timer | undefined;
  private lesserSince = 0;
  private watch: Timer | undefined;
  private readonly random: () => number;

  constructor(private readonly options: RoomOptions) {
    this.ways = (options.ways ?? WAYS).filter((way) => way !== 'socket' || this.socketMaker() !== undefined);
    this.random = options.random ?? Math.random;
    this.backoff = new Backoff(this.random);
  }

  open(): this {
    this.watch ??= setInterval(() => this.look(), HEAD_MS / 2);
    this.connect();
    return this;
  }

  close(): void {
    this.closed = true;
    clearInterval(this.watch);
    clearTimeout(this.timer);
    clearTimeout(this.gapTimer);
    this.line?.close();
    this.say('closed');
  }

  /** Played seconds of one playback, since the last beat; every ten seconds. Lost where the way only listens. */
  beat(viewId: string, playedS = BEAT_MS / 1_000): void {
    this.line?.send?.({ t: 'beat', viewId, playedS });
  }

  /** Opens the line anew, with the token of now: after signing in or out, or when the network is back. */
  reconnect(): void {
    if (this.closed) return;
    this.line?.close();
    this.line = undefined;
    this.connect();
  }

  private connect(): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    const way = this.ways[this.way] ?? 'poll';
    this.heard = Date.now();
    this.say('connecting');
    let told = false;
    const line: Line = this.openLine(way, {
      heard: (frame) => {
        if (this.line !== line || this.closed) return;
        if (!told) this.say('open');
        told = true;
        this.hear(frame);
      },
      ended: (code) => {
        if (this.line === line && !this.closed) this.lost(told, code);
      },
    });
    this.line = line;
  }

  private openLine(way: Way, ears: Ears): Line {
    const maker = this.socketMaker();
    const door: Door = {
      url: this.options.url,
      path: `/api/live-sessions/${this.options.liveSessionId}/room`,
      fetch: this.options.fetch ?? fetch,
      token: async () => this.options.token?.(),
      seen: () => (this.view ? { epoch: this.view.epoch, seq: this.view.seq, at: this.heardAt } : {}),
      deviceId: this.options.deviceId,
    };
    if (way === 'socket' && maker) return socketLine(door, maker, ears);
    return way === 'events' ? eventsLine(door, ears) : pollLine(door, ears);
  }

  private hear(frame: ServerFrame): void {
    this.heard = Date.now();
    if ('at' in frame) {
      this.clock.hear(frame.at, this.heard);
      this.heardAt = frame.at;
    }
    switch (frame.t) {
      case 'bye':
        if (frame.code === CLOSED.unknownRoom) return this.end('gone');
        this.backoff.atLeast(frame.retryAfterMs);
        return;
      case 'head':
        this.backoff.reset();
        if (this.view && frame.epoch === this.view.epoch && frame.seq > this.view.seq) this.askForGap();
        return;
      case 'facts':
        return this.hearFacts(frame);
      case 'resume':
        // Of another epoch nothing fits what is known.
        if (this.view && frame.epoch !== this.view.epoch) return this.reconnect();
        this.apply(frame);
        return this.settleEarly();
      case 'snapshot':
        this.backoff.reset();
        this.early = this.early.filter(({ seq }) => seq > frame.seq);
        this.apply(frame);
        return this.settleEarly();
      default:
        return this.apply(frame);
    }
  }

  /** Facts are applied in order; what comes too early waits for what is missing. */
  private hearFacts(frame: ServerFrame & { t: 'facts' }): void {
    this.early = [...this.early, ...frame.facts].sort((one, other) => one.seq - other.seq);
    this.settleEarly();
  }

  private settleEarly(): void {
    if (!this.view) return;
    const ready: Fact[] = [];
    let next = this.view.seq + 1;
    while (this.early[0] && this.early[0].seq <= next) {
      const fact = this.early.shift();
      if (fact?.seq === next) {
        ready.push(fact);
        next += 1;
      }
    }
    if (ready.length > 0) this.apply({ t: 'facts', at: this.clock.now(), facts: ready });
    if (this.early.length > 0) return this.askForGap();
    clearTimeout(this.gapTimer);
    this.gapTimer = undefined;
  }

  private apply(frame: ServerFrame): void {
    const before = this.view;
    const view = afterFrame(before, frame);
    if (!view) return;
    this.view = view;
    this.options.onView?.(view, frame);
    if (frame.t !== 'facts' && frame.t !== 'resume') return;
    for (const fact of frame.facts) if (fact.seq > (before?.seq ?? 0)) this.options.onFact?.(fact, view);
  }

  /** Once, after a moment: what is missing may be on its way, and thousands must not ask at once. */
  private askForGap(): void {
    if (this.gapTimer !== undefined) return;
    this.gapTimer = setTimeout(() => {
      const { view, line } = this;
      if (line?.send && view) line.send({ t: 'gap', after: view.seq });
      this.gapTimer = setTimeout(() => {
        this.gapTimer = undefined;
        if (!line?.send || this.early.length > 0) this.reconnect();
      }, GAP_ANSWER_MS);
    }, this.random() * GAP_JITTER_MS);
  }

  private lost(told: boolean, code: number): void {
    this.line = undefined;
    if (code === CLOSED.unknownRoom) return this.end('gone');
    if (told) this.worked.add(this.way);
    this.silentFailures = told ? 0 : this.silentFailures + 1;
    if (this.silentFailures >= (this.worked.has(this.way) ? TRUSTED_FAILURES_MAX : SILENT_FAILURES_MAX)) {
      this.way = (this.way + 1) % this.ways.length;
      this.silentFailures = 0;
      this.lesserSince = Date.now();
    }
    this.say('waiting');
    this.timer = setTimeout(() => this.connect(), this.backoff.next());
  }

  /** Finds lines that are dead without having ended, and better ways. */
  private look(): void {
    const now = Date.now();
    if (this.line && now - this.heard > DEAD_AFTER_MS) return this.reconnect();
    if (this.way > 0 && now - this.lesserSince > BETTER_AFTER_MS) {
      this.way = 0;
      this.lesserSince = now;
      this.silentFailures = 0;
      this.reconnect();
    }
  }

  private end(state: 'gone'): void {
    this.closed = true;
    clearInterval(this.watch);
    this.line?.close();
    this.say(state);
  }

  private say(state: Status['state']): void {
    this.options.onStatus?.({ state, way: this.ways[this.way] ?? 'poll' });
  }

  private socketMaker(): SocketMaker | undefined {
    return this.options.WebSocket ?? (globalThis as { WebSocket?: SocketMaker }).WebSocket;
  }
}

type Timer = ReturnType<typeof setTimeout>;

interface Ears {
  heard(frame: ServerFrame): void;
  /** The socket's close code; 0 where there is none. */
  ended(code: number): void;
}

interface Line {
  /** Absent where the way only listens. */
  send?(frame: ClientFrame): void;
  close(): void;
}

interface Door {
  url: string;
  path: string;
  fetch: typeof fetch;
  token(): Promise<string | undefined>;
  seen(): { epoch?: string; seq?: number; at?: number };
  deviceId: string | undefined;
}

function socketLine(door: Door, maker: SocketMaker, ears: Ears): Line {
  const socket = new maker(`${door.url.replace(/^http/, 'ws')}${door.path}`);
  // It may have been closed while the token was fetched.
  const send = (frame: ClientFrame) => {
    if ((socket.readyState ?? 1) <= 1) socket.send(JSON.stringify(frame));
  };
  socket.onopen = async () => {
    const token = await door.token().catch(() => undefined);
    const { deviceId } = door;
    const hello = { t: 'hello', v: PROTOCOL_VERSION, ...door.seen(), ...(token ? { token } : {}) } as const;
    send(deviceId ? { ...hello, deviceId } : hello);
  };
  socket.onmessage = ({ data }: { data: unknown }) => ears.heard(JSON.parse(String(data)) as ServerFrame);
  socket.onclose = ({ code }: { code: number }) => ears.ended(code);
  socket.onerror = () => {}; // A close follows.
  return { send, close: () => socket.close() };
}

/** Server-sent events, read by fetch: so the token stays out of the address. */
function eventsLine(door: Door, ears: Ears): Line {
  const stop = new AbortController();
  void (async () => {
    const response = await ask(door, `${door.path}/events`, stop.signal);
    if (response.status === 404) return ears.ended(CLOSED.unknownRoom);
    const reader = response.ok ? response.body?.getReader() : undefined;
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { done = true, value } = (await reader?.read()) ?? {};
      if (done) return ears.ended(0);
      const events = (text + decoder.decode(value as Uint8Array, { stream: true })).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = event.split('\n').find((row) => row.startsWith('data: '));
        if (data) ears.heard(JSON.parse(data.slice('data: '.length)) as ServerFrame);
      }
    }
  })().catch(() => ears.ended(0));
  return { close: () => stop.abort() };
}

function pollLine(door: Door, ears: Ears): Line {
  const stop = new AbortController();
  void (async () => {
    while (!stop.signal.aborted) {
      const response = await ask(door, door.path, stop.signal);
      if (response.status === 404) return ears.ended(CLOSED.unknownRoom);
      if (!response.ok) return ears.ended(0);
      const { frames, pollAfterMs } = (await response.json()) as Poll;
      for (const frame of frames) ears.heard(frame);
      await pause(pollAfterMs, stop.signal);
    }
  })().catch(() => ears.ended(0));
  return { close: () => stop.abort() };
}

const pause = (ms: number, until: AbortSignal) =>
  new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, ms);
    until.addEventListener('abort', end, { once: true });
  });

async function ask(door: Door, path: string, signal: AbortSignal): Promise<Response> {
  const { epoch, seq, at } = door.seen();
  const query = new URLSearchParams(epoch === undefined ? {} : { epoch, after: String(seq), at: String(at) });
  if (door.deviceId) query.set('deviceId', door.deviceId);
  const token = await door.token().catch(() => undefined);
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  // Browsers refuse a fetch that is called as somebody's method.
  const { fetch: get } = door;
  return get(`${door.url}${path}?${query}`, { signal, headers });
}
