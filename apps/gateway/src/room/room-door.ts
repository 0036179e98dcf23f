import type { Server, ServerResponse } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LiveSessionId } from '#kernel/id.js';
import { Watch } from '#messaging/watch.js';
import { invalid, Problem } from '#problems/problem.js';
import { Observer } from '#service/observer.js';
import { problemOf, refuseByHand, sendProblem } from '../door/answers.js';
import { SECURITY_HEADERS } from '../door/security-headers.js';
import { People } from '../people/people.js';
import { isDevice, isEpoch } from './heard-frame.js';
import { Lines } from './lines.js';
import type { Seen } from './room.js';
import { RoomSockets, whoIs } from './room-sockets.js';
import { Rooms } from './rooms.js';
import { openUpgrades, takeUpgrade, wantsUpgrade } from './upgrade.js';
import { Viewer, type Who, type Wire } from './viewer.js';

const POLL_AFTER_MS = 2_000;
const GOODBYE_MS = 1_000;
const JSON_TYPE = 'application/json; charset=utf-8';

/** The ways into a room: a socket; where that does not get through, events; where those do not, asking again. */
@Injectable()
export class RoomDoor implements OnModuleInit {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly rooms: Rooms,
    private readonly sockets: RoomSockets,
    private readonly lines: Lines,
    private readonly people: People,
    private readonly watch: Watch,
    private readonly observer: Observer,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    openUpgrades(this.http.httpAdapter.getHttpServer() as Server, fastify);
    const errorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      this.refuse(error, request, reply);
    fastify.get('/api/live-sessions/:liveSessionId/room', { errorHandler }, (request, reply) =>
      wantsUpgrade(request.raw) ? this.upgrade(request, reply) : this.poll(request, reply),
    );
    fastify.get('/api/live-sessions/:liveSessionId/room/events', { errorHandler }, (request, reply) =>
      this.events(request, reply),
    );
    this.observer.gauge('tianjian_room_lines', 'Viewers of rooms with an open line', () => this.lines.count);
  }

  private upgrade(request: FastifyRequest, reply: FastifyReply): void {
    const liveSessionId = idOf(request);
    reply.hijack();
    const upgrade = takeUpgrade(request.raw);
    if (!upgrade) return;
    try {
      this.sockets.take(liveSessionId, upgrade, request.ip);
    } catch (error) {
      refuseByHand(upgrade.socket, problemOf(error));
    }
  }

  private async poll(request: FastifyRequest, reply: FastifyReply) {
    const who = await this.whoAsks(request);
    const said = await this.rooms.poll(idOf(request), who.key, seenOf(request));
    const frames = said.map(({ text }) => text.toString()).join(',');
    return reply.type(JSON_TYPE).send(`{"frames":[${frames}],"pollAfterMs":${POLL_AFTER_MS}}`);
  }

  private async events(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const liveSessionId = idOf(request);
    if (this.rooms.draining) throw new Problem('unavailable', { retryAfterS: 1 });
    const seen = seenOf(request);
    const who = await this.whoAsks(request);
    const { raw } = reply;
    raw.once('close', this.lines.take(request.ip));
    if (who.personId) raw.once('close', this.lines.takeFor(who.personId));
    const viewer = new Viewer(eventsWire(raw), who);
    raw.once('close', () => this.rooms.leave(liveSessionId, viewer));
    // Nothing is said before it is known that there is such a room: then it can still be refused as HTTP.
    await this.rooms.poll(liveSessionId, who.key, seen);
    reply.hijack();
    raw.useChunkedEncodingByDefault = false;
    raw.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
      connection: 'close',
    });
    await this.rooms.join(liveSessionId, viewer, seen).catch(() => raw.destroy());
    if (raw.destroyed) this.rooms.leave(liveSessionId, viewer);
  }

  private async whoAsks(request: FastifyRequest): Promise<Who> {
    const { authorization } = request.headers;
    const signedIn = authorization
      ? await this.people.signedIn(authorization, Date.now()).catch(() => undefined)
      : undefined;
    const { deviceId } = request.query as Record<string, unknown>;
    return whoIs(signedIn?.person.personId, isDevice(deviceId) ? deviceId : undefined);
  }

  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = problemOf(error);
    if (problem.code === 'internal') this.watch.failed(error, request.routeOptions.url ?? request.url);
    sendProblem(reply, problem);
  }
}

const idOf = (request: FastifyRequest) =>
  LiveSessionId.parse((request.params as Record<string, string>)['liveSessionId'] ?? '');

/** What somebody had seen, if they say it; both or none. Problems: request.invalid. */
function seenOf(request: FastifyRequest): Seen | undefined {
  const { epoch, after, at = '0' } = request.query as Record<string, unknown>;
  if (epoch === undefined && after === undefined) return undefined;
  const [seq, heardAt] = [Number(after), Number(at)];
  if (!isEpoch(epoch)) throw invalid('epoch', 'as the last frame said');
  if (!Number.isSafeInteger(seq) || seq < 0) throw invalid('after', 'the seq of a fact');
  if (!Number.isSafeInteger(heardAt) || heardAt < 0) throw invalid('at', 'as the last frame said');
  return { epoch, seq, at: heardAt };
}

function eventsWire(raw: ServerResponse): Wire {
  return {
    kind: 'events',
    get queued() {
      return raw.writableLength;
    },
    write(bytes) {
      if (raw.writable) raw.write(bytes);
    },
    close() {
      raw.end();
      setTimeout(() => raw.destroy(), GOODBYE_MS).unref();
    },
  };
}
