import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply } from 'fastify';
import { invalid, Problem } from '#problems/problem.js';

// Titles are for the person, in Chinese; details for whoever builds on us, in English.
const LANGUAGE = 'zh-CN, en';
const RETRY_AFTER_S = 1;
// Of a body that is too large, so much is still taken in, for so long.
const DRAINED_MAX = 8 * 1024 * 1024;
const DRAINED_MS = 2_000;

/** What went wrong, as RFC 9457 wants it. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  // Who is cut off while still sending never reads why.
  if (problem.code === 'request.too_large') afterArrival(reply.request.raw, () => send(reply, problem));
  else send(reply, problem);
}

function send(reply: FastifyReply, problem: Problem): void {
  const body = { ...problem.toProblemJson(), instance: reply.request.id };
  reply.code(problem.status).headers({ 'content-type': 'application/problem+json', 'content-language': LANGUAGE });
  if (problem.status === 429 || problem.status === 503) reply.header('retry-after', retryAfterOf(problem));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  reply.send(JSON.stringify(body));
}

/** On a connection that has no reply, because it is no HTTP or was to become something else. */
export function refuseByHand(socket: Duplex, problem: Problem): void {
  const body = JSON.stringify(problem.toProblemJson());
  const retry = problem.status === 429 || problem.status === 503 ? `retry-after: ${retryAfterOf(problem)}\r\n` : '';
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nconnection: close\r\n${retry}` +
      `content-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Whatever stopped a request on its way, as a Problem; a person's mistake never becomes `internal`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode, message } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Problem('request.too_large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Problem('request.not_json');
  if (code === 'FST_ERR_BAD_URL') return invalid('path', 'percent-encoded UTF-8');
  if (statusCode && statusCode >= 400 && statusCode < 500) return invalid('request', message ?? 'HTTP');
  return Problem.from(error);
}

function retryAfterOf(problem: Problem): number {
  const { retryAfterS } = problem.details as { retryAfterS?: number };
  return retryAfterS ?? RETRY_AFTER_S;
}

/** Throws away what still arrives, within reason, and goes on. */
function afterArrival(raw: IncomingMessage, goOn: () => void): void {
  let left = DRAINED_MAX;
  let gone = false;
  const end = () => {
    if (!gone) goOn();
    gone = true;
    clearTimeout(timer);
  };
  const timer = setTimeout(end, DRAINED_MS);
  raw.once('end', end).once('close', end);
  raw.on('data', (bytes: Buffer) => {
    left -= bytes.length;
    if (left < 0) end();
  });
  if (raw.complete) end();
}
