import {
  AckPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
} from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { consumersOf, events, serviceOfConsumer } from './contract.js';
import { eventSubject, ownerOf, streamOf } from './subjects.js';

/** An event on its way: what an outbox row holds. */
export interface Dispatch {
  /** Of the message: the stream drops repeats of it. */
  messageId: string;
  eventId: string;
  subject: string;
  payload: string;
  traceparent?: string | null;
}

const PUBLISH_TIMEOUT_MS = 2_000;
const ACK_WAIT_NS = 30_000_000_000;
const DAY_NS = 86_400_000_000_000;

/** Carries events to their streams; at least once, as the outbox sees to. */
export class Courier {
  private readonly stream: JetStreamClient;

  constructor(private readonly connection: NatsConnection) {
    this.stream = jetstream(connection, { timeout: PUBLISH_TIMEOUT_MS });
  }

  /** Resolves when the stream has it; rejects when that is not known. */
  async deliver({ messageId, eventId, subject, payload, traceparent }: Dispatch): Promise<void> {
    const carried = headers();
    carried.set('event-id', eventId);
    if (traceparent) carried.set('traceparent', traceparent);
    await this.stream.publish(subject, payload, { msgID: messageId, headers: carried });
  }

  /** Past the streams, to whoever listens just now; lost while the broker is away. */
  whisper(subject: string, payload: string): void {
    if (!this.connection.isClosed()) this.connection.publish(subject, payload);
  }
}

/**
 * Makes every stream and durable consumer the contract names; run by the migration job, safe to repeat, also after the
 * broker lost its store.
 */
export async function prepareStreams(connection: NatsConnection): Promise<void> {
  const manager = await jetstreamManager(connection);
  for (const service of new Set(events.map(ownerOf))) {
    const stream = {
      name: streamOf(service),
      subjects: [`event.${service}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      max_age: 7 * DAY_NS,
      max_bytes: 4 * 1024 ** 3,
      duplicate_window: 120_000_000_000,
    };
    await manager.streams.add(stream).catch(() => manager.streams.update(stream.name, stream));
  }
  for (const event of events) {
    for (const consumer of consumersOf(event)) {
      await manager.consumers.add(streamOf(ownerOf(event)), {
        durable_name: consumer,
        filter_subject: eventSubject(event),
        ack_policy: AckPolicy.Explicit,
        ack_wait: ACK_WAIT_NS,
        max_ack_pending: 5_000,
      });
    }
  }
}

/** What a service may say and hear on the broker, from the contract alone. */
export const subscriptionsOf = (service: string) =>
  events.flatMap((event) =>
    consumersOf(event)
      .filter((consumer) => serviceOfConsumer(consumer) === service)
      .map((consumer) => ({ stream: streamOf(ownerOf(event)), consumer })),
  );
