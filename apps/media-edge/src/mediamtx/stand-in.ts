import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Published {
  id: string;
  path: string;
  type: string;
  readers: Set<ChildProcess>;
}

interface Question {
  action: string;
  path: string;
  query?: string;
  protocol?: string;
  id?: string | null;
}

interface Options {
  ffmpeg: string;
  /** What everybody publishes. */
  film(): string;
}

/**
 * MediaMTX in what it says and does to us: asks before it lets anybody in, lists and shows its paths, kicks. Publishers
 * are said to be there; readers get a film, by HTTP where it would be RTMP, for ffmpeg reads either.
 */
export class StandIn {
  /** Where it asks. */
  asksAt = '';
  kicks = 0;
  private readonly published = new Map<string, Published>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor(private readonly options: Options) {}

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const path of this.published.keys()) this.leaves(path);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Somebody comes; whether they were let in. Whoever was there before goes. */
  async publishes(path: string, query: string, protocol: 'rtmp' | 'srt' = 'rtmp'): Promise<boolean> {
    const id = randomUUID();
    if (!(await this.asks({ action: 'publish', path, query, protocol, id }))) return false;
    this.appears(path, id, `${protocol}Conn`);
    return true;
  }

  /** There is a publisher, however they came in. */
  appears(path: string, id: string, type = 'rtmpConn'): void {
    this.leaves(path);
    this.published.set(path, { id, path, type, readers: new Set() });
  }

  leaves(path: string): void {
    const published = this.published.get(path);
    this.published.delete(path);
    for (const reader of published?.readers ?? []) reader.kill('SIGKILL');
  }

  isPublished(path: string): boolean {
    return this.published.has(path);
  }

  async asks(question: Question): Promise<boolean> {
    const asked = { ip: '127.0.0.1', user: '', password: '', token: '', protocol: 'hls', id: null, query: '' };
    return this.sends(JSON.stringify({ ...asked, ...question }));
  }

  async sends(body: string): Promise<boolean> {
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(this.asksAt, { method: 'POST', headers, body }).catch(() => ({ status: 0 }));
    return status >= 200 && status <= 299;
  }

  private async answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    };
    const [, kind, kicked] = /^\/v3\/(\w+)\/kick\/([\w-]+)$/.exec(url) ?? [];
    if (kicked) return say(...(method === 'POST' ? this.kick(kind ?? '', kicked) : NOT_FOUND));
    const [, one] = /^\/v3\/paths\/get\/(.+)$/.exec(url) ?? [];
    const found = one && this.published.get(one);
    if (found) return say(200, shown(found));
    if (/^\/v3\/paths\/list\?page=0&itemsPerPage=\d+$/.test(url)) {
      const items = [...this.published.values()].map(shown);
      return say(200, { itemCount: items.length, pageCount: items.length > 0 ? 1 : 0, items });
    }
    const read = this.published.get(url.slice(1));
    const mayRead = read && (await this.asks({ action: 'read', path: read.path, protocol: 'rtmp', id: randomUUID() }));
    if (mayRead) this.play(read, response);
    else say(...NOT_FOUND);
  }

  private play({ readers }: Published, response: ServerResponse): void {
    const { ffmpeg, film } = this.options;
    const args = ['-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', film(), '-c', 'copy', '-f', 'flv', 'pipe:1'];
    const reader = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    readers.add(reader);
    reader.once('close', () => response.destroy());
    response.once('close', () => reader.kill('SIGKILL'));
    response.writeHead(200, { 'content-type': 'video/x-flv' });
    reader.stdout.pipe(response);
  }

  private kick(kind: string, id: string): [number, unknown] {
    const found = [...this.published.values()].find((one) => one.id === id && `${one.type}s`.toLowerCase() === kind);
    if (!found) return NOT_FOUND;
    this.kicks += 1;
    this.leaves(found.path);
    return [200, { status: 'ok' }];
  }
}

const NOT_FOUND: [number, unknown] = [404, { status: 'error', error: 'not found' }];

const shown = ({ id, path, type }: Published) => ({
  name: path,
  confName: '~^live/[0-9a-f-]{36}$',
  ready: true,
  readyTime: '2026-11-22T08:00:00Z',
  available: true,
  availableTime: '2026-11-22T08:00:00Z',
  online: true,
  onlineTime: '2026-11-22T08:00:00Z',
  source: { type, id },
  tracks: ['H264', 'MPEG-4 Audio'],
  readers: [],
  inboundBytes: 1_000,
  outboundBytes: 0,
  inboundFramesInError: 0,
});
