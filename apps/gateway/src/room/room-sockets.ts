import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { Duplex } from 'node:stream';
import { Watch } from '#messaging/watch.js';
import { Problem } from '#problems/problem.js';
import { CLOSED } from '#room/protocol.js';
import { People } from '../people/people.js';
import { parseFrame, type Said } from './heard-frame.js';
import { Lines } from './lines.js';
import { Rooms } from './rooms.js';
import type { Upgrade } from './upgrade.js';
import { Viewer, type Who, type Wire } from './viewer.js';

const FRAME_MAX = 16 * 1024; // A token may name many companies.
const FRAMES_MAX = 30;
const FRAMES_WITHIN_MS = 10_000;
const HELLO_MS = 10_000;
const PING_MS = 25_000;
const MISSED_MAX = 2;
const PINGED_AT_ONCE = 500;
const GOODBYE_MS = 1_000;
const LOOK_MS = 20;
const { OPEN } = WebSocket;

/** Viewers by socket. */
@Injectable()
export class RoomSockets implements OnModuleInit, OnModuleDestroy {
  // What compression saves in bytes it costs ten times in CPU and memory.
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: FRAME_MAX,
    clientTracking: false,
  });
  private readonly missed = new Map<WebSocket, number>();
  private pings: NodeJS.Timeout | undefined;

  constructor(
    private readonly rooms: Rooms,
    private readonly lines: Lines,
    private readonly people: People,
    private readonly watch: Watch,
  ) {}

  onModuleInit(): void {
    this.pings = setInterval(() => void this.ping(), PING_MS);
  }

  /** The door cannot close while lines are open: whoever has not gone in time is cut off. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.pings);
    await this.rooms.drain();
    for (let waited = 0; this.missed.size > 0 && waited < GOODBYE_MS; waited += LOOK_MS) await sleep(LOOK_MS);
    for (const ws of this.missed.keys()) ws.terminate();
  }

  /** Problems: overloaded, unavailable. */
  take(liveSessionId: string, { request, socket, head }: Upgrade, address: string): void {
    if (this.rooms.draining) throw new Problem('unavailable', { retryAfterS: 1 });
    const giveBack = this.lines.take(address);
    socket.once('close', giveBack);
    this.server.handleUpgrade(request, socket, head, (ws) => this.serve(liveSessionId, ws, socket));
  }

  private serve(liveSessionId: string, ws: WebSocket, socket: Duplex): void {
    this.missed.set(ws, 0);
    const wire = new SocketWire(ws, socket);
    const patience = setTimeout(() => wire.close(CLOSED.badHello, 'no hello'), HELLO_MS);
    let viewer: Promise<Viewer | undefined> | undefined;
    const flood = new Allowance();
    ws.on('pong', () => this.missed.set(ws, 0));
    ws.on('error', () => {}); // A broken frame, or a broken line: a close follows.
    ws.on('close', () => {
      clearTimeout(patience);
      this.missed.delete(ws);
    });
    ws.on('message', (data) => {
      const frame = flood.pass(Date.now()) ? parseFrame(textOf(data)) : undefined;
      if (!frame) return wire.close(CLOSED.badFrame, 'bad frame');
      if (frame.t === 'hello' && !viewer) {
        clearTimeout(patience);
        viewer = this.join(liveSessionId, wire, frame, ws);
      } else if (frame.t === 'hello' || !viewer) wire.close(CLOSED.badHello, 'hello comes first, and once');
      else void viewer.then((one) => one && this.hear(liveSessionId, one, frame));
    });
  }

  private async join(
    liveSessionId: string,
    wire: Wire,
    hello: Said<'hello'>,
    ws: WebSocket,
  ): Promise<Viewer | undefined> {
    const signedIn = hello.token
      ? await this.people.signedIn(`Bearer ${hello.token}`, Date.now()).catch(() => undefined)
      : undefined;
    const personId = signedIn?.person.personId;
    const viewer = new Viewer(wire, whoIs(personId, hello.deviceId));
    ws.on('close', () => this.rooms.leave(liveSessionId, viewer));
    try {
      if (personId) ws.on('close', this.lines.takeFor(personId));
      const { epoch, seq, at = 0 } = hello;
      await this.rooms.join(
        liveSessionId,
        viewer,
        epoch !== undefined && seq !== undefined ? { epoch, seq, at } : undefined,
      );
      if (ws.readyState !== ws.OPEN) this.rooms.leave(liveSessionId, viewer);
      return viewer;
    } catch (error) {
      this.refuse(viewer, error);
      return undefined;
    }
  }

  private async hear(liveSessionId: string, viewer: Viewer, frame: Said<'gap' | 'beat'>): Promise<void> {
    if (viewer.gone) return;
    if (frame.t === 'beat') {
      return this.rooms.beat(liveSessionId, { viewId: frame.viewId, viewer: viewer.who.key, seconds: frame.playedS });
    }
    await this.rooms.mend(liveSessionId, viewer, frame.after).catch((error: unknown) => this.refuse(viewer, error));
  }

  private refuse(viewer: Viewer, error: unknown): void {
    const { code } = Problem.from(error);
    if (code === 'not_found' || code === 'request.invalid') return viewer.leave(CLOSED.unknownRoom, 'no such room');
    if (code === 'overloaded') return viewer.leave(CLOSED.tooMany, 'too many lines', 5_000);
    if (code !== 'unavailable') this.watch.failed(error, 'room');
    viewer.leave(CLOSED.notNow, 'not now', 1_000);
  }

  private async ping(): Promise<void> {
    let pinged = 0;
    for (const [ws, missed] of [...this.missed]) {
      if (missed >= MISSED_MAX) ws.terminate();
      else {
        this.missed.set(ws, missed + 1);
        ws.ping();
      }
      pinged += 1;
      if (pinged % PINGED_AT_ONCE === 0) await nextTurn();
    }
  }
}

export function whoIs(personId: string | undefined, deviceId: string | undefined): Who {
  if (personId) return { key: `p:${personId}`, personId };
  return { key: deviceId ? `d:${deviceId}` : `l:${crypto.randomUUID()}` };
}

/** Frames are written to the connection as they are: they were encoded once, for everybody. */
class SocketWire implements Wire {
  readonly kind = 'socket';

  constructor(
    private readonly ws: WebSocket,
    private readonly socket: Duplex,
  ) {}

  get queued(): number {
    return this.socket.writableLength;
  }

  write(bytes: Buffer): void {
    if (this.ws.readyState === OPEN) this.socket.write(bytes);
  }

  close(code: number, reason: string): void {
    this.ws.close(code, reason);
    setTimeout(() => this.ws.terminate(), GOODBYE_MS).unref();
  }
}

const textOf = (data: RawData) => (Buffer.isBuffer(data) ? data.toString() : '');

/** So many frames in so long. */
class Allowance {
  private count = 0;
  private since = 0;

  pass(now: number): boolean {
    if (now - this.since > FRAMES_WITHIN_MS) [this.since, this.count] = [now, 0];
    this.count += 1;
    return this.count <= FRAMES_MAX;
  }
}
