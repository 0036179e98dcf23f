import { createReadStream } from 'node:fs';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Problem } from '#problems/problem.js';
import type { TemporaryFile } from '../recording/clip.js';

export interface Answer {
  type: string;
  body: Buffer | string | TemporaryFile;
  /** Never changes. */
  forEver?: boolean;
  /** To be kept under this name, not shown. */
  fileName?: string;
}

const HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'date',
  'x-content-type-options': 'nosniff',
  'timing-allow-origin': '*',
};
const FOR_EVER = 'public, max-age=31536000, immutable';
const PROBLEM = 'application/problem+json';

export function give(response: ServerResponse, { type, body, forEver = false, fileName }: Answer, head: boolean): void {
  const inMemory = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(200, {
    ...HEADERS,
    'content-type': type,
    'content-length': inMemory ? Buffer.byteLength(body) : body.size,
    'cache-control': forEver ? FOR_EVER : 'no-cache',
    ...(fileName === undefined ? {} : { 'content-disposition': `attachment; filename="${fileName}"` }),
  });
  if (inMemory) response.end(head ? undefined : body);
  else void giveFile(response, body, head);
}

async function giveFile(response: ServerResponse, file: TemporaryFile, head: boolean): Promise<void> {
  try {
    if (head) response.end();
    else await pipeline(createReadStream(file.path), response);
  } catch {
    response.destroy(); // Whoever wanted it is gone.
  } finally {
    await file.remove();
  }
}

export function refuse(response: ServerResponse, problem: Problem): void {
  const body = JSON.stringify(problem.toProblemJson());
  response.writeHead(problem.status, {
    ...HEADERS,
    'content-type': PROBLEM,
    'content-language': 'zh-CN, en',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** On a line that was to become a socket. */
export function refuseUpgrade(socket: Duplex, problem: Problem): void {
  const body = JSON.stringify(problem.toProblemJson());
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nconnection: close\r\n` +
      `content-type: ${PROBLEM}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

export function preflight(response: ServerResponse): void {
  response.writeHead(204, {
    ...HEADERS,
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-max-age': '86400',
  });
  response.end();
}
