import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Watch } from '#messaging/watch.js';
import type { OrdersSettings } from '../config.js';
import { AlarmClock } from './alarm-clock.js';

const failed = jest.fn();
const clocks: AlarmClock[] = [];

function alarmClock(redisUrl: string): AlarmClock {
  const clock = new AlarmClock({ redisUrl } as OrdersSettings, { failed } as unknown as Watch);
  clocks.push(clock);
  return clock;
}

afterEach(async () => {
  await Promise.all(clocks.splice(0).map((clock) => clock.onApplicationShutdown()));
});

describe('The alarm clock', () => {
  it('rings in one of the replicas when a deadline has come, once for all deadlines of its seconds', async () => {
    const rings: number[] = [];
    const [first, second] = [alarmClock(process.env['TEST_REDIS_URL']!), alarmClock(process.env['TEST_REDIS_URL']!)];
    for (const clock of [first, second]) clock.onRing(async () => void rings.push(Date.now()));
    const set = Date.now();

    for (let orders = 0; orders < 100; orders += 1) {
      first.setFor(100);
      second.setFor(100);
    }

    while (rings.length === 0 && Date.now() < set + 20_000) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rings[0]).toBeGreaterThanOrEqual(set + 100);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // The hundred may lie on both sides of a bucket's edge.
    expect(rings.length).toBeLessThanOrEqual(2);
  });

  it('keeps nobody waiting when Redis is away', async () => {
    const clock = alarmClock('redis://127.0.0.1:1');
    clock.onRing(async () => {});
    const started = Date.now();

    clock.setFor(1_000);
    await clock.onApplicationShutdown();

    expect(Date.now() - started).toBeLessThan(2_000);
    expect(failed).not.toHaveBeenCalled();
  });

  it('is not there without Redis', () => {
    alarmClock('').setFor(1_000);
    alarmClock('').onRing(async () => {});
  });
});
