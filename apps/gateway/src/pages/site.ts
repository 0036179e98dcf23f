import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

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
};

interface File {
  type: string;
  etag: string;
  bytes: Buffer;
}

/** Serves pages from memory: every file has its own route, so no address leads anywhere else. */
@Injectable()
export class Site implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    // Where both have a page, the web's own stands.
    const files = new Map([...filesIn('apps/gateway/public'), ...filesIn('apps/web/dist')]);
    for (const [address, file] of files) serve(fastify, address, file);
  }
}

function serve(fastify: FastifyInstance, address: string, { type, etag, bytes }: File): void {
  fastify.get(address, (request, reply) => {
    reply.headers({ 'content-type': type, 'cache-control': 'no-cache', etag });
    return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(bytes);
  });
}

/** Address → file; "index.html" stands for its folder. */
function filesIn(folder: string): [string, File][] {
  const root = join(projectRoot(), folder);
  if (!existsSync(root)) return [];
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(root, path).split(sep).join('/')}`.replace(/\/index\.html$/, '') || '/';
    const bytes = readFileSync(path);
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    return [address, { type: TYPES[extname(path)] ?? 'application/octet-stream', etag, bytes }];
  });
}

/** Pages are not compiled, so they lie in the sources also when the code runs from dist. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
