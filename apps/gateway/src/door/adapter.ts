import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalid, Problem } from '#problems/problem.js';
import type { Log } from '#service/log.js';
import { problemOf, refuseByHand, sendProblem } from './answers.js';
import { requestIdOf, traceIdOf, traceparentOf } from './request-context.js';
import { headersOfPages } from './security-headers.js';

const BODY_MAX = 256 * 1024;
const PATH_FIELD_MAX = 200;
// A body must have arrived by then: who sends a byte a second holds no connection for ever, and a photo from a village
// still gets through.
const ARRIVAL_MS = 60_000;
const KEEP_ALIVE_MS = 72_000;
// Asked by machines all the time; of no interest to whoever reads the log.
const PROBES = ['/healthz', '/readyz'];

/** Marks a route whose body is read as it streams in, whatever its type, and bounded by who reads it. */
export const TAKES_STREAM = { takesStream: true };

interface Wanted {
  trustedProxies: string;
  playOrigins: string;
}

/** Fastify as we want it: bodies arrive as bytes, are bounded, and nothing is answered but problems. */
export function makeAdapter(log: Log, { trustedProxies, playOrigins }: Wanted): FastifyAdapter {
  const headersFor = headersOfPages(playOrigins.split(/[\s,]+/).filter((origin) => origin !== ''));
  /** On every answer, whatever it is. */
  const introduce = (reply: FastifyReply) =>
    reply.headers(headersFor(reply.request.hostname)).header('x-request-id', reply.request.id);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_MAX,
    requestTimeout: ARRIVAL_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: PATH_FIELD_MAX },
    trustProxy: trustedProxies === '' ? false : trustedProxies.split(','),
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    // What is in hand is finished; only idle connections are cut.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error: Error, _: FastifyRequest, reply: FastifyReply) => {
      introduce(reply);
      sendProblem(reply, problemOf(error));
    },
    clientErrorHandler: refuseBrokenHttp,
  });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  fastify.addContentTypeParser('*', (request, body, done) => {
    const { config } = request.routeOptions as { config: Partial<typeof TAKES_STREAM> };
    if (config.takesStream) done(null, body);
    else done(new Problem('request.not_json'));
  });
  fastify.decorateRequest('traceparent', '');
  fastify.addHook('onRequest', (request, reply, done) => {
    request.traceparent = traceparentOf(request.headers);
    introduce(reply);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!PROBES.includes(request.url)) log.info(lineOf(request, reply), 'answered');
    done();
  });
  return adapter;
}

/** Nothing a person sent stands in it: neither query nor body. */
const lineOf = (request: FastifyRequest, reply: FastifyReply) => ({
  requestId: request.id,
  traceId: traceIdOf(request.traceparent),
  verb: request.method,
  route: request.routeOptions.url,
  status: reply.statusCode,
  ms: Math.round(reply.elapsedTime),
});

/** What cannot even be read as HTTP is answered by hand: there is no request to reply to. */
function refuseBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  refuseByHand(socket, invalid('request', error.code === 'HPE_HEADER_OVERFLOW' ? 'smaller headers' : 'HTTP/1.1'));
}
