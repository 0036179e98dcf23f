import type { INestApplicationContext } from '@nestjs/common';
import { Consumer, eventFrom, type Apply } from '#messaging/consumer.js';
import { ON_EVENT, type Subscription } from '#messaging/on-event.js';
import { subscriptionsOf } from '#messaging/courier.js';
import { Loops, methodsWith, type Core } from './core.js';
import type { Storage } from './storage.js';

const REPLAY_EVERY_MS = 1_000;

/** The durable consumers of a service: every one the contract names, each with the method that applies it. */
export class Durables {
  private readonly consumers: Consumer[];
  private readonly appliers = new Map<string, { subscription: Subscription; apply: Apply }>();
  private readonly loops: Loops;

  constructor(
    app: INestApplicationContext,
    core: Core,
    private readonly storage: Storage,
  ) {
    this.loops = new Loops(core.observer);
    for (const { value, call } of methodsWith<Subscription, Apply>(app, ON_EVENT)) {
      this.appliers.set(value.consumer, { subscription: value, apply: call });
    }
    const unserved = subscriptionsOf(core.name).filter(({ consumer }) => !this.appliers.has(consumer));
    if (unserved.length > 0) throw new Error(`Nobody applies ${unserved.map(({ consumer }) => consumer).join(', ')}`);
    this.consumers = [...this.appliers.values()].map(
      ({ subscription, apply }) => new Consumer(core.nats, subscription, apply, storage.deadLetters, core.observer),
    );
  }

  start(): void {
    for (const consumer of this.consumers) consumer.start();
    this.loops.start('dead letters', REPLAY_EVERY_MS, () =>
      this.storage.deadLetters.replayDue(async ({ consumer, eventId, payload }) => {
        const applier = this.appliers.get(consumer);
        if (applier) await applier.apply([eventFrom(applier.subscription.event, eventId, JSON.parse(payload))]);
      }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all([this.loops.stop(), ...this.consumers.map((consumer) => consumer.stop())]);
  }
}
