import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { CallContext } from '#messaging/call-context.js';

const SANE_ID = /^[\w.-]{8,64}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's own request id where it is fit to stand in a log, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
}

/** What travels with the request from here on. */
export function contextOf(requestId: string, headers: IncomingHttpHeaders, deadline: number): CallContext {
  const given = headers.traceparent;
  const traceparent = typeof given === 'string' && TRACEPARENT.test(given) ? given : newTraceparent();
  return { requestId, deadline, traceparent };
}

/** Not sampled: whether to keep a trace is the choice of whoever started one. */
function newTraceparent(): string {
  const hex = randomBytes(24).toString('hex');
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-00`;
}
