import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** A connection that wants to become a socket. */
export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade & { response: ServerResponse }>();

/**
 * Sends those who ask for an upgrade through the same door as everybody: whatever hooks and routes say of them is
 * answered as HTTP, and the connection ends with it.
 */
export function openUpgrades(server: Server, fastify: FastifyInstance): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never);
    response.once('finish', () => socket.end());
    upgrades.set(request, { request, socket, head, response });
    fastify.routing(request, response);
  });
}

/** The upgrade a request asks for, if it does; from now on it is no HTTP any more. */
export function takeUpgrade(request: IncomingMessage): Upgrade | undefined {
  const upgrade = upgrades.get(request);
  if (!upgrade) return undefined;
  upgrades.delete(request);
  upgrade.response.detachSocket(upgrade.socket as never);
  return upgrade;
}

export const wantsUpgrade = (request: IncomingMessage) => upgrades.has(request);
