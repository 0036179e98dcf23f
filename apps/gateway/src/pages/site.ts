import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

// Beside a file lies what the build has compressed it to.
const COMPRESSED = '.br';
// Names of what is built say what is in it.
const HASHED = '/assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';
/** The addresses at which the one page of the web may be opened: /rooms/:id and its like. */
const PAGES = '/pages.json';
// What programs ask for is answered as they expect it, whatever they say that they read.
const FOR_PROGRAMS = '/api/';

interface File {
  type: string;
  etag: string;
  bytes: Buffer;
  compressed: Buffer | undefined;
}

/** Serves pages from memory: every file has its own route, so no address leads anywhere else. */
@Injectable()
export class Site implements OnModuleInit {
  private shell: File | undefined;

  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    const web = new Map(filesIn('apps/web/dist'));
    // Where both have a page, the web's own stands.
    const files = new Map([...filesIn('apps/gateway/public'), ...web]);
    for (const [address, file] of files) serve(fastify, address, file);
    this.shell = web.get('/');
    if (this.shell) for (const address of pagesOf(web)) serve(fastify, address, this.shell);
  }

  /** Who follows a link that leads nowhere, and is a person, gets the page that says so. False: it is for the door. */
  showsNowhere(request: FastifyRequest, reply: FastifyReply): boolean {
    if (!this.shell || request.url.startsWith(FOR_PROGRAMS) || !reads(request, 'text/html')) return false;
    reply.code(404).headers({ 'content-type': this.shell.type, vary: 'accept, accept-encoding' });
    sendBytes(request, reply, this.shell);
    return true;
  }
}

function serve(fastify: FastifyInstance, address: string, file: File): void {
  const { type, etag, compressed } = file;
  const cache = address.startsWith(HASHED) ? FOR_EVER : ASK_EACH_TIME;
  fastify.get(address, (request, reply) => {
    reply.headers({ 'content-type': type, 'cache-control': cache, etag });
    if (compressed) reply.header('vary', 'accept-encoding');
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return sendBytes(request, reply, file);
  });
}

function sendBytes(request: FastifyRequest, reply: FastifyReply, { bytes, compressed }: File): FastifyReply {
  if (!compressed || !takesBrotli(request.headers['accept-encoding'])) return reply.send(bytes);
  return reply.header('content-encoding', 'br').send(compressed);
}

const reads = ({ method, headers }: FastifyRequest, type: string) =>
  (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes(type);

const takesBrotli = (encodings: string | string[] | undefined) =>
  /\bbr\b(?!\s*;\s*q=0(\.0+)?\s*(,|$))/.test(String(encodings ?? ''));

function pagesOf(web: Map<string, File>): string[] {
  const list = web.get(PAGES);
  return list ? (JSON.parse(list.bytes.toString()) as string[]) : [];
}

/** Address → file; "index.html" stands for its folder. */
function filesIn(folder: string): [string, File][] {
  const root = join(projectRoot(), folder);
  if (!existsSync(root)) return [];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.endsWith(COMPRESSED));
  return paths.map((path) => {
    const address = `/${relative(root, path).split(sep).join('/')}`.replace(/\/index\.html$/, '') || '/';
    const bytes = readFileSync(path);
    const compressed = existsSync(path + COMPRESSED) ? readFileSync(path + COMPRESSED) : undefined;
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    return [address, { type: TYPES[extname(path)] ?? 'application/octet-stream', etag, bytes, compressed }];
  });
}

/** Pages are not compiled, so they lie in the sources also when the code runs from dist. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
