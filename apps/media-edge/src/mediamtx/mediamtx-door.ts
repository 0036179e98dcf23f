import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveSessionId } from '#kernel/id.js';
import type { PublishersDoor } from '../ingest/publishers-door.js';
import type { Answer, Line } from '../ingest/rtmp-door.js';
import type { Wish } from '../ingest/rtmp.js';
import { bytesOf, publisherOf, type Connection, type ControlApi, type Path } from './control-api.js';
import { Guest } from './guest.js';
import { askedIn } from './question.js';

export const ASKED_AT = '/mediamtx/auth';
const BODY_MAX = 16 * 1024;
const LOOK_MS = 500;

interface Options {
  host: string;
  port: number;
  api: ControlApi;
  ffmpeg: string;
  readUrl: string;
  decide(wish: Wish, line: Line): Answer;
  /** Somebody who was let in streams it, or may any moment. */
  isStreamed(liveSessionId: LiveSessionId): boolean;
  failed(error: unknown): void;
}

/**
 * The door of an edge that stands behind a MediaMTX: publishers come to that, it asks us whether they may, and we fetch
 * what they send. It shows nobody whom we did not let in.
 */
export class MediaMtxDoor implements PublishersDoor {
  missing: Record<string, string> = {};
  /** What MediaMTX has received of the streams that are on. */
  receivedBytes = 0;
  private readonly guests = new Map<string, Guest>();
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly options: Options) {}

  async open(): Promise<number> {
    const { port, host } = this.options;
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, host, resolve));
    this.timer = setInterval(() => (this.looking ??= this.look().finally(() => (this.looking = undefined))), LOOK_MS);
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const guest of this.guests.values()) guest.cut();
    await this.looking;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let status = 404;
    if (request.method === 'POST' && request.url === ASKED_AT) {
      const body = await bodyOf(request).catch(() => undefined);
      status = this.admits(body) ? 200 : 401;
    }
    response.writeHead(status).end();
  }

  /** Said by what is known here, whoever else is away. */
  private admits(body: unknown): boolean {
    const asked = askedIn(body);
    if (!asked) return false;
    const { liveSessionId } = asked;
    if (asked.to === 'watch') return this.options.isStreamed(liveSessionId);
    return this.letIn(new Guest(liveSessionId, asked.by, this.options), asked.wish);
  }

  private letIn(guest: Guest, wish: Wish): boolean {
    const answer = this.options.decide(wish, guest);
    if ('refused' in answer) return false;
    const { id } = guest.connection;
    this.guests.set(id, guest);
    guest
      .follow(answer.publisher)
      .catch(this.options.failed)
      .finally(() => this.guests.delete(id));
    return true;
  }

  private async look(): Promise<void> {
    try {
      const paths = await this.options.api.paths();
      this.missing = {};
      this.receivedBytes = paths.reduce((sum, path) => sum + bytesOf(path), 0);
      for (const stranger of this.strangersIn(paths)) await this.options.api.kick(stranger);
    } catch (error) {
      if (!this.missing['mediamtx']) this.options.failed(error);
      this.missing = { mediamtx: 'does not answer' };
    }
  }

  /** Who streams and is no guest: shown out and still there, or let in before we were started anew. */
  private strangersIn(paths: Path[]): Connection[] {
    return paths.flatMap((path) => {
      const publisher = publisherOf(path);
      return publisher && !this.guests.has(publisher.id) ? [publisher] : [];
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_MAX) throw new Error('too much');
  }
  return JSON.parse(text);
}
