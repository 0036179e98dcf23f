import type { DescMethod } from '@bufbuild/protobuf';
import { accessOf, consumersOf, events, methods, routeOf, serviceOfConsumer } from '#messaging/contract.js';
import { subscriptionsOf } from '#messaging/courier.js';
import {
  changedSubject,
  missingSubject,
  ownerOf,
  readySubject,
  roomSubject,
  rpcSubject,
  STREAM_STANDING,
} from '#messaging/subjects.js';
import { OWNERS } from './project.js';

/** A user of the broker, in the words of nats.conf. */
export interface BrokerUser {
  user: string;
  password: string;
  permissions: {
    publish: { allow: string[] };
    subscribe: { allow: string[] };
  };
}

/** Loads the demo, plays the back office. */
export const OPERATOR = 'operator';
/** Makes streams and consumers. */
export const ADMIN = 'admin';

/** Media edges. */
const MEDIA = 'media';

export const BROKER_USERS = [...OWNERS, 'gateway', 'sandbox', MEDIA, OPERATOR, ADMIN];

export function brokerUsers(passwords: Record<string, string>): BrokerUser[] {
  return BROKER_USERS.map((user) => ({ user, password: passwords[user] ?? '', permissions: permissionsOf(user) }));
}

/** What a user may say and hear, read from the contract alone. */
export function permissionsOf(user: string): BrokerUser['permissions'] {
  if (user === ADMIN) return { publish: { allow: ['>'] }, subscribe: { allow: ['>'] } };
  const serves = OWNERS.some((owner) => owner === user);
  return {
    publish: {
      allow: [
        ...new Set([
          ...callsOf(user),
          ...saidInRooms(user),
          ...(serves || user === MEDIA ? servesOf(user) : []),
          ...(serves ? answersOf(user) : []),
        ]),
      ].sort(),
    },
    subscribe: { allow: [...hearsOf(user), `_INBOX.${user}.>`] },
  };
}

/** Its own rpcs; gateways what other gateways have changed and what is said in rooms, whose viewers livestream counts. */
function hearsOf(user: string): string[] {
  if (user === 'gateway') return [changedSubject('*'), roomSubject('*', 'fact'), roomSubject('*', 'social')];
  if (user === MEDIA) return [STREAM_STANDING];
  const rooms = user === 'livestream' ? [roomSubject('*', 'views')] : [];
  return OWNERS.some((owner) => owner === user) ? [`rpc.${user}.>`, ...rooms] : [];
}

/** Said in rooms, and to media edges, to whoever listens. */
function saidInRooms(user: string): string[] {
  if (user === 'gateway') return [roomSubject('*', 'views')];
  return user === 'livestream' ? [roomSubject('*', 'fact'), roomSubject('*', 'social'), STREAM_STANDING] : [];
}

/** The rpcs a user may call, and for the gateway the question whether everybody is ready, and the word that something changed. */
function callsOf(user: string): string[] {
  const called = methods.filter((method) => mayCall(user, method)).map(rpcSubject);
  return [...called, ...(user === 'gateway' ? [...OWNERS.map(readySubject), changedSubject('*')] : [])];
}

/** The gateway those on the public door, everybody those that name it. */
function mayCall(user: string, method: DescMethod): boolean {
  const who = accessOf(method);
  return (
    (user === 'gateway' && routeOf(method) !== undefined) || (who.case === 'internal' && who.value.from.includes(user))
  );
}

/**
 * Where its answers go: to those who may call it, and to publishers who ask what it has missed. Not by
 * `allow_responses`: for that the broker remembers whatever has a reply address, events too, and searches all of it at
 * each delivery, which was half of its CPU.
 */
function answersOf(service: string): string[] {
  const served = methods.filter((method) => ownerOf(method.parent) === service);
  const callers = BROKER_USERS.filter((user) => served.some((method) => mayCall(user, method)));
  const publishers = events
    .filter((event) => consumersOf(event).some((consumer) => serviceOfConsumer(consumer) === service))
    .map(ownerOf);
  return ['gateway', ...callers, ...publishers].map((asking) => `_INBOX.${asking}.>`);
}

/** A service's own events, what its consumers were sent, and the question which of its events others have missed. */
function servesOf(service: string): string[] {
  const listeners = events
    .filter((event) => ownerOf(event) === service)
    .flatMap(consumersOf)
    .map(serviceOfConsumer);
  const consumed = subscriptionsOf(service).flatMap(({ stream, consumer }) => [
    `$JS.API.CONSUMER.INFO.${stream}.${consumer}`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
    `$JS.ACK.${stream}.${consumer}.>`,
  ]);
  return [`event.${service}.>`, ...consumed, ...listeners.map(missingSubject)];
}
