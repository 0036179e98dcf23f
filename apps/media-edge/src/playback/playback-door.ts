import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { readClip } from '#kernel/clip-link.js';
import { LiveSessionId } from '#kernel/id.js';
import type { StreamKeySecrets } from '#kernel/stream-key.js';
import { invalid, Problem } from '#problems/problem.js';
import type { LiveStream } from '../live/live-stream.js';
import type { Window } from '../live/window.js';
import { Clips, segmentsOf } from '../recording/clip.js';
import type { Library } from '../recording/library.js';
import { give, preflight, refuse, refuseUpgrade, type Answer } from './answers.js';
import { livePlaylist, partTarget, replayPlaylist, segmentTarget } from './playlist.js';

interface Options {
  host: string;
  port: number;
  viewersMax: number;
  library: Library;
  ffmpeg: string;
  secrets: StreamKeySecrets;
  stream(liveSessionId: LiveSessionId): LiveStream | undefined;
  failed(error: unknown): void;
}

const PLAYLIST = 'application/vnd.apple.mpegurl';
const FILM = 'video/mp4';
// A viewer who takes nothing for so long is cut: what was written for them is kept until then.
const IDLE_MS = 30_000;
const AHEAD_S = 3;
const WAIT_MAX_MS = 10_000;
/** Two segments: further ahead nobody need look. */
const AHEAD_SEGMENTS = 2;
const ID = '([0-9A-Fa-f-]{36})';

/** Where viewers come in: playlists, film, sockets. Anybody may. */
export class PlaybackDoor {
  private readonly server: Server;
  private readonly clips: Clips;
  private readonly sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1_024 });
  private readonly routes: [RegExp, (match: RegExpExecArray, query: URLSearchParams) => Promise<Answer>][] = [
    [new RegExp(`^/live/${ID}/index\\.m3u8$`), ([, id], query) => this.live(idOf(id), query)],
    [
      new RegExp(`^/live/${ID}/(\\d{1,9})\\.(\\d{1,6})\\.m4s$`),
      ([, id, n, p]) => this.part(idOf(id), +(n ?? 0), +(p ?? 0)),
    ],
    [new RegExp(`^/live/${ID}/(\\d{1,9})\\.m4s$`), ([, id, n]) => this.segment(idOf(id), +(n ?? 0))],
    [
      new RegExp(`^/live/${ID}/init-(\\d{1,6})\\.mp4$`),
      ([, id, generation]) => this.init(idOf(id), +(generation ?? 0)),
    ],
    [new RegExp(`^/replay/${ID}/index\\.m3u8$`), ([, id]) => this.replay(idOf(id))],
    [new RegExp(`^/replay/${ID}/(\\d{1,9})\\.m4s$`), ([, id, n]) => this.recorded(idOf(id), +(n ?? 0))],
    [new RegExp(`^/replay/${ID}/clip\\.mp4$`), ([, id], query) => this.clip(idOf(id), query)],
    [
      new RegExp(`^/replay/${ID}/init-(\\d{1,6})\\.mp4$`),
      ([, id, generation]) => this.init(idOf(id), +(generation ?? 0)),
    ],
  ];

  constructor(private readonly options: Options) {
    this.clips = new Clips(options.ffmpeg);
    this.server = createServer((request, response) => void this.take(request, response));
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(request, socket, head),
    );
    this.server.on('connection', (socket) => socket.setTimeout(IDLE_MS, () => socket.destroy()));
    this.server.maxConnections = options.viewersMax;
    this.server.keepAliveTimeout = IDLE_MS;
  }

  async open(): Promise<number> {
    const { port, host } = this.options;
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, host, resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    this.sockets.close();
    for (const socket of this.sockets.clients) socket.terminate();
    await closed;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method === 'OPTIONS') return preflight(response);
      if (request.method !== 'GET' && request.method !== 'HEAD') throw new Problem('request.wrong_verb');
      const url = new URL(request.url ?? '/', 'http://edge');
      for (const [pattern, answer] of this.routes) {
        const match = pattern.exec(url.pathname);
        if (match) return give(response, await answer(match, url.searchParams), request.method === 'HEAD');
      }
      throw new Problem('not_found');
    } catch (error) {
      const problem = Problem.from(error);
      if (problem.code === 'internal') this.options.failed(error);
      if (!response.headersSent) refuse(response, problem);
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {}); // It closes, too.
    try {
      const [, id] = new RegExp(`^/live/${ID}/socket$`).exec((request.url ?? '').split('?')[0] ?? '') ?? [];
      const stream = id === undefined ? undefined : this.options.stream(idOf(id));
      if (!stream || stream.state === 'NEW') throw new Problem('not_found');
      this.sockets.handleUpgrade(request, socket, head, (viewer) => {
        // A socket that says nothing for long is watched by its stream.
        request.socket.setTimeout(0);
        if (stream.state === 'OVER') {
          viewer.send('{"type":"over"}');
          return viewer.close(1_000, 'over');
        }
        stream.audience.join(viewer, stream.window.segments, stream.inits, stream.state === 'ON');
      });
    } catch (error) {
      refuseUpgrade(socket, Problem.from(error));
    }
  }

  private async live(liveSessionId: LiveSessionId, query: URLSearchParams): Promise<Answer> {
    const stream = this.known(liveSessionId);
    const [msn, part] = ['_HLS_msn', '_HLS_part'].map((name) => numberIn(query, name));
    if (part !== undefined && msn === undefined) throw invalid('_HLS_part', 'not without _HLS_msn');
    if (msn !== undefined) await this.reached(stream, msn, part);
    return { type: PLAYLIST, body: livePlaylist(stream.window, stream.state === 'OVER') };
  }

  /** Waits until the playlist has it. Problems: request.invalid where it is too far ahead. */
  private async reached(stream: LiveStream, msn: number, part: number | undefined): Promise<void> {
    const { window } = stream;
    if (msn > window.nextSegment + AHEAD_SEGMENTS) throw invalid('_HLS_msn', 'too far ahead');
    const open = window.last?.open ? window.last.parts.length : 0;
    if (msn === window.nextSegment && part !== undefined && part > open + AHEAD_S / partTarget(window))
      throw invalid('_HLS_part', 'too far ahead');
    const there = () =>
      stream.state === 'OVER' ||
      msn < window.nextSegment ||
      (part !== undefined &&
        msn === window.nextSegment &&
        window.last?.open === true &&
        part < window.last.parts.length);
    await stream.waiters.until(there, waitOf(window));
  }

  private async part(liveSessionId: LiveSessionId, n: number, p: number): Promise<Answer> {
    const stream = this.known(liveSessionId);
    const { window } = stream;
    const open = window.last?.open ? window.last.parts.length : 0;
    // What was hinted at is waited for.
    if (n === window.nextSegment && p === open && stream.state !== 'OVER') {
      const there = () =>
        window.nextSegment > n || stream.state === 'OVER' || (window.segment(n)?.parts.length ?? 0) > p;
      await stream.waiters.until(there, waitOf(window));
    } else if (n > window.nextSegment || (n === window.nextSegment && p > open)) throw invalid('part', 'too far ahead');
    const part = window.segment(n)?.parts[p];
    if (!part) throw new Problem('not_found');
    return { type: FILM, body: part.bytes, forEver: true };
  }

  private async segment(liveSessionId: LiveSessionId, n: number): Promise<Answer> {
    const { window } = this.known(liveSessionId);
    const segment = window.segment(n);
    if (segment?.open || n > window.nextSegment) throw invalid('segment', 'too far ahead');
    if (segment && segment.parts.length > 0) {
      segment.whole ??= Buffer.concat(segment.parts.map(({ bytes }) => bytes));
      return { type: FILM, body: segment.whole, forEver: true };
    }
    return this.recorded(liveSessionId, n);
  }

  private async recorded(liveSessionId: LiveSessionId, n: number): Promise<Answer> {
    const body = await this.options.library.segment(liveSessionId, n);
    if (!body) throw new Problem('not_found');
    return { type: FILM, body, forEver: true };
  }

  private async init(liveSessionId: LiveSessionId, generation: number): Promise<Answer> {
    const body =
      this.options.stream(liveSessionId)?.inits.get(generation)?.bytes ??
      (await this.options.library.init(liveSessionId, generation));
    if (!body) throw new Problem('not_found');
    return { type: FILM, body, forEver: true };
  }

  private async replay(liveSessionId: LiveSessionId): Promise<Answer> {
    const segments = await this.options.library.segments(liveSessionId);
    if (!segments) throw new Problem('not_found');
    return { type: PLAYLIST, body: replayPlaylist(segments) };
  }

  /** For who has a link that livestream signed. Problems: access.denied, not_found, request.invalid, unavailable. */
  private async clip(liveSessionId: LiveSessionId, query: URLSearchParams): Promise<Answer> {
    const { library, secrets } = this.options;
    const clip = readClip(secrets, liveSessionId, query, new Date());
    if (!clip) throw new Problem('access.denied');
    const all = await library.segments(liveSessionId);
    if (!all) throw new Problem('not_found');
    const segments = segmentsOf(all, clip.fromMs, clip.toMs);
    const fileName = `${liveSessionId}-${Math.floor(clip.fromMs / 1_000)}s.mp4`;
    return { type: FILM, body: await this.clips.cut(library.films(liveSessionId, segments)), fileName };
  }

  /** Problems: not_found, also before the first picture. */
  private known(liveSessionId: LiveSessionId): LiveStream {
    const stream = this.options.stream(liveSessionId);
    if (!stream || stream.window.segments.length === 0) throw new Problem('not_found');
    return stream;
  }
}

const waitOf = (window: Window) => Math.min(WAIT_MAX_MS, segmentTarget(window) * AHEAD_S * 1_000);

const idOf = (text: string | undefined) => LiveSessionId.parse(text ?? '');

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw invalid(name, 'a whole number');
  return Number(value);
}
