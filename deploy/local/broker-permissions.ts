import { accessOf, consumersOf, events, methods, routeOf, serviceOfConsumer } from '#messaging/contract.js';
import { subscriptionsOf } from '#messaging/courier.js';
import { missingSubject, ownerOf, readySubject, rpcSubject } from '#messaging/subjects.js';
import { OWNERS } from './project.js';

/** A user of the broker, in the words of nats.conf. */
export interface BrokerUser {
  user: string;
  password: string;
  permissions: {
    publish: { allow: string[] };
    subscribe: { allow: string[] };
    /** Answers go to whoever asked, and nowhere else. */
    allow_responses?: { max: number; expires: string };
  };
}

/** Loads the demo, plays the back office. */
export const OPERATOR = 'operator';
/** Makes streams and consumers. */
export const ADMIN = 'admin';

export const BROKER_USERS = [...OWNERS, 'gateway', 'sandbox', OPERATOR, ADMIN];

/** Longer than any deadline of a call. */
const ANSWER_WITHIN = '1m';

export function brokerUsers(passwords: Record<string, string>): BrokerUser[] {
  return BROKER_USERS.map((user) => ({ user, password: passwords[user] ?? '', permissions: permissionsOf(user) }));
}

/** What a user may say and hear, read from the contract alone. */
export function permissionsOf(user: string): BrokerUser['permissions'] {
  if (user === ADMIN) return { publish: { allow: ['>'] }, subscribe: { allow: ['>'] } };
  const serves = OWNERS.some((owner) => owner === user);
  return {
    publish: { allow: [...new Set([...callsOf(user), ...(serves ? servesOf(user) : [])])].sort() },
    subscribe: { allow: [...(serves ? [`rpc.${user}.>`] : []), `_INBOX.${user}.>`] },
    ...(serves ? { allow_responses: { max: 1, expires: ANSWER_WITHIN } } : {}),
  };
}

/** The rpcs a user may call: the gateway those on the public door, everybody those that name it. */
function callsOf(user: string): string[] {
  const isGateway = user === 'gateway';
  const called = methods.filter((method) => {
    const who = accessOf(method);
    return (isGateway && routeOf(method)) || (who.case === 'internal' && who.value.from.includes(user));
  });
  return [...called.map(rpcSubject), ...(isGateway ? OWNERS.map(readySubject) : [])];
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
