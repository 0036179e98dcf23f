import { fromJson, type DescMessage, type JsonValue } from '@bufbuild/protobuf';
import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#problems/problem.js';
import { registry } from './contract.js';
import type { Arrived, Subscription } from './on-event.js';
import { ownerOf, streamOf } from './subjects.js';
import type { Watch } from './watch.js';

const BATCH_MAX = 500;
const OUTAGE_PAUSE_MS = 500;
const REJOIN_PAUSE_MS = 1_000;
// Two missed heartbeats tell that the broker forgot the pull (it lost its store, say), and it is asked anew.
const PULL_MS = 5_000;
const HEARTBEAT_MS = 1_000;

export type Apply = (events: Arrived<never>[]) => Promise<void>;

/** Keeps an event that cannot be applied by its own fault, so that its neighbours need not wait. */
export interface DeadLetters {
  keep(
    consumer: string,
    letters: { eventId: string; subject: string; payload: string; error: string }[],
  ): Promise<void>;
}

/**
 * One durable consumer: takes whatever waits when the last batch ended, applies it, acknowledges after the commit.
 * An event at fault is cut out by halving and kept as a dead letter; an outage is waited for, with nothing acknowledged.
 */
export class Consumer {
  private waiting: JsMsg[] = [];
  private wake = () => {};
  private messages: ConsumerMessages | undefined;
  private stopped = false;
  private loops: Promise<unknown>[] = [];

  constructor(
    private readonly connection: NatsConnection,
    private readonly subscription: Subscription,
    private readonly apply: Apply,
    private readonly deadLetters: DeadLetters,
    private readonly watch: Watch,
  ) {}

  start(): void {
    this.loops = [this.receive(), this.work()];
  }

  /** Takes nothing new, finishes the batch in hand. What was received and not applied is sent again to others. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.messages?.stop();
    this.wake();
    await Promise.all(this.loops);
  }

  /** Ends when stopped: a lost broker or a consumer not made yet is waited for. */
  private async receive(): Promise<void> {
    while (!this.stopped) {
      try {
        const stream = streamOf(ownerOf(this.subscription.event));
        const consumer = await jetstream(this.connection).consumers.get(stream, this.subscription.consumer);
        this.messages = await consumer.consume({
          max_messages: BATCH_MAX,
          expires: PULL_MS,
          idle_heartbeat: HEARTBEAT_MS,
        });
        if (this.stopped) this.messages.stop();
        for await (const message of this.messages) {
          this.waiting.push(message);
          this.wake();
        }
      } catch (error) {
        if (this.stopped) return;
        if (!isOutage(error)) this.watch.failed(error, `consumer ${this.subscription.consumer}`);
      }
      if (!this.stopped) await sleep(REJOIN_PAUSE_MS);
    }
  }

  private async work(): Promise<void> {
    while (!this.stopped) {
      if (this.waiting.length === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      if (this.subscription.lingerMs > 0 && this.waiting.length < BATCH_MAX) await sleep(this.subscription.lingerMs);
      await this.settle(this.waiting.splice(0, BATCH_MAX));
    }
  }

  /** Ends when the batch is applied or kept, or the consumer stops. */
  private async settle(batch: JsMsg[]): Promise<void> {
    while (!this.stopped) {
      try {
        const traceparent = batch[0]?.headers?.get('traceparent') || undefined;
        await this.watch.events(this.subscription.consumer, batch.length, traceparent, () => this.applyAll(batch));
        for (const message of batch) message.ack();
        return;
      } catch (error) {
        if (!isOutage(error)) this.watch.failed(error, `consumer ${this.subscription.consumer}`);
        for (const message of batch) message.working();
        await sleep(OUTAGE_PAUSE_MS);
      }
    }
  }

  /** Throws on an outage only. */
  private async applyAll(batch: JsMsg[]): Promise<void> {
    try {
      await this.apply(once(batch).map((message) => arrived(this.subscription.event, message)));
    } catch (error) {
      if (isOutage(error)) throw error;
      if (batch.length === 1) return this.keep(batch, error);
      const half = Math.ceil(batch.length / 2);
      await this.applyAll(batch.slice(0, half));
      await this.applyAll(batch.slice(half));
    }
  }

  private async keep(batch: JsMsg[], error: unknown): Promise<void> {
    this.watch.failed(error, `consumer ${this.subscription.consumer}`);
    const letters = batch.map((message) => ({
      eventId: eventIdOf(message),
      subject: message.subject,
      payload: message.string(),
      error: String(error),
    }));
    await this.deadLetters.keep(this.subscription.consumer, letters);
  }
}

/** An event from its JSON; unknown fields are ignored, for a newer publisher must not poison an older consumer. */
export function eventFrom(event: DescMessage, eventId: string, payload: JsonValue): Arrived<never> {
  return { eventId, message: fromJson(event, payload, { ignoreUnknownFields: true, registry }) as never };
}

/** An event may come twice in one batch: who applies it in one statement would not see that. */
const once = (batch: JsMsg[]) => [...new Map(batch.map((message) => [eventIdOf(message), message])).values()];

const arrived = (event: DescMessage, message: JsMsg) => eventFrom(event, eventIdOf(message), message.json());
const eventIdOf = (message: JsMsg) => message.headers?.get('event-id') ?? '';
const isOutage = (error: unknown) =>
  Problem.from(error).code === 'unavailable' ||
  /timeout|connection|closed|disconnect|no.?responders|heartbeat/i.test(String(error));
