import { beforeEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Controller, Module } from '@nestjs/common';
import {
  SplitRuleApprovedSchema,
  SplitRules,
  type ApproveSplitRule,
  type SplitRuleApproved,
} from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { LotHarvestedSchema, type LotHarvested } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { prepareStreams } from '#messaging/courier.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { asAnybody, eventually, runningService } from '#testing/running-service.js';

// The smallest publisher and the smallest subscriber: what is tested is what stands between them.
@Controller()
class Publisher {
  constructor(private readonly db: Db) {}

  @Rpc(SplitRules.method.approve)
  async approve({ ruleId }: ApproveSplitRule) {
    return this.db.transaction(async (tx) => {
      await tx.publish(SplitRuleApprovedSchema, { ruleId });
      if (ruleId === 'withdrawn') throw new Problem('not_found');
      return {};
    });
  }
}

const applied: string[] = [];
let poison = 'poison';

@Controller()
class Subscriber {
  constructor(private readonly db: Db) {}

  @OnEvent(SplitRuleApprovedSchema, 'orders-copy-split-rule')
  async copy(events: Arrived<SplitRuleApproved>[]): Promise<void> {
    await this.db.apply('orders-copy-split-rule', events, async (_, fresh) => {
      if (fresh.some(({ message }) => message.ruleId === poison)) throw new Error('this rule cannot be read');
      applied.push(...fresh.map(({ message }) => message.ruleId));
    });
  }

  // Who starts as orders must apply all that orders hears of.
  @OnEvent(LotHarvestedSchema, 'orders-keep-promises')
  async keepPromises(_: Arrived<LotHarvested>[]): Promise<void> {}
}

@Module({ controllers: [Publisher] })
class PublisherModule {}

@Module({ controllers: [Subscriber] })
class SubscriberModule {}

const publisher = runningService('identity', PublisherModule);
const subscriber = runningService('orders', SubscriberModule, { beside: publisher });
const publish = (ruleId: string) => publisher.call(SplitRules.method.approve, { ruleId }, asAnybody());

describe('An event', () => {
  beforeEach(() => {
    applied.splice(0);
  });

  it('reaches its subscriber after the commit, and is marked as sent', async () => {
    await publish('r1');

    await eventually(async () => applied.includes('r1'));
    await eventually(async () => (await publisher.sql('SELECT FROM outbox WHERE sent_at IS NULL')).length === 0);
  });

  it('of a transaction that did not commit was never told', async () => {
    await expect(publish('withdrawn')).rejects.toMatchObject({ code: 'not_found' });
    await publish('r2');

    await eventually(async () => applied.includes('r2'));
    expect(applied).not.toContain('withdrawn');
    expect(await publisher.sql('SELECT FROM outbox WHERE payload LIKE $1', ['%withdrawn%'])).toEqual([]);
  });

  it('is applied once, however often it comes', async () => {
    const eventId = await subscriber.deliver(SplitRuleApprovedSchema, { ruleId: 'r3' });
    await subscriber.deliver(SplitRuleApprovedSchema, { ruleId: 'r3' }, eventId);
    await subscriber.deliver(SplitRuleApprovedSchema, { ruleId: 'r4' });

    await eventually(async () => applied.includes('r4'));
    expect(applied).toEqual(['r3', 'r4']);
  });

  it('at fault is put aside without holding up its neighbours, and applied when it can be', async () => {
    await Promise.all(['r5', 'poison', 'r6'].map((ruleId) => subscriber.deliver(SplitRuleApprovedSchema, { ruleId })));

    await eventually(async () => applied.includes('r5') && applied.includes('r6'));
    await eventually(async () => (await subscriber.sql('SELECT FROM dead_letter WHERE solved_at IS NULL'))[0]);

    poison = '';
    await eventually(async () => applied.includes('poison'));
    await eventually(async () => (await subscriber.sql('SELECT FROM dead_letter WHERE solved_at IS NOT NULL'))[0]);
  });

  it('that the broker lost is found missing and sent again', async () => {
    const connection = await connect({ servers: publisher.broker.url });
    const manager = await jetstreamManager(connection);
    await manager.streams.delete('EVENTS_ATTRIBUTION');
    await publish('lost');
    await prepareStreams(connection);
    await eventually(async () => {
      await publisher.sql("UPDATE outbox SET sent_at = now() - interval '1 minute'");
      return (await publisher.instances[0]?.storage.reconciler.reconcile()) === 1;
    });

    await eventually(async () => applied.includes('lost'));
    await eventually(async () => {
      await publisher.instances[0]?.storage.reconciler.reconcile();
      return (await publisher.sql('SELECT FROM outbox WHERE confirmed_at IS NULL')).length === 0;
    });
    await connection.close();
  }, 30_000);
});
