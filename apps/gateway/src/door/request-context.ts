import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const SANE_ID = /^[\w.-]{8,64}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context, the sender's or our own. */
    traceparent: string;
  }
}

/** The caller's own request id where it is fit to stand in a log, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
}

export function traceparentOf(headers: IncomingHttpHeaders): string {
  const given = headers.traceparent;
  return typeof given === 'string' && TRACEPARENT.test(given) ? given : newTraceparent();
}

export const traceIdOf = (traceparent: string) => traceparent.slice(3, 35);

/** Not sampled: whether to keep a trace is the choice of whoever started one. Made of UUIDs, which come by the batch. */
function newTraceparent(): string {
  const [trace, span] = [randomUUID().replaceAll('-', ''), randomUUID().replaceAll('-', '')];
  return `00-${trace}-${span.slice(0, 16)}-00`;
}
