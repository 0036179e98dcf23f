import type { DescMessage, DescMethod, DescService } from '@bufbuild/protobuf';

// The subject is the proto name with the company replaced by the delivery promise; nobody types a subject.

/** One answer, now: "rpc.catalog.v1.Stock.Get". */
export const rpcSubject = (method: DescMethod) => `rpc.${withoutCompany(method.parent.typeName)}.${method.name}`;

/** Everyone, later, at least once: "event.catalog.v1.LotPacked". */
export const eventSubject = (event: DescMessage) => `event.${withoutCompany(event.typeName)}`;

/** "catalog": who answers, or publishes. */
export const ownerOf = (desc: DescMessage | DescService) => desc.typeName.split('.')[1] ?? '';

/** The stream a service publishes to. */
export const streamOf = (service: string) => `EVENTS_${service.toUpperCase()}`;

/** Asked by a publisher's reconciler: which of these events has your consumer not applied? */
export const missingSubject = (service: string) => `rpc.${service}.Inbox.Missing`;

/** Is this service ready? Asked by the gateway for the whole system's readiness. */
export const readySubject = (service: string) => `rpc.${service}.Ready`;

/** Something that buyers may see of this service has changed. Heard by gateways; may be lost. */
export const changedSubject = (service: string) => `changed.${service}`;

/** What is said in a room: facts of its commerce lane, its social lane, and what gateways tell of its viewers. */
export const roomSubject = (liveSessionId: string, what: 'fact' | 'social' | 'views') =>
  `room.${liveSessionId}.${what}`;

/** Which stream keys are denied, whenever that changes. Heard by media edges; may be lost, for they ask as well. */
export const STREAM_STANDING = 'streams.standing';

const withoutCompany = (typeName: string) => typeName.slice(typeName.indexOf('.') + 1);
