import { expect } from '@jest/globals';
import { Redis } from 'ioredis';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { givenBuyers } from '../journeys/buyer.js';
import { Provider } from '../journeys/provider.js';
import { givenShop, type Shop } from '../journeys/shop.js';
import { eventually, times, type WholeSystem } from '../journeys/whole-system.js';
import { brokenBooks } from './books.js';
import { ClientLog } from './client-log.js';
import { Customer } from './customer.js';
import type { Dice } from './dice.js';
import { Patience } from './patience.js';

export const VICTIMS = [
  ...['identity', 'catalog', 'orders', 'livestream', 'attribution', 'sandbox', 'media-edge', 'gateway'],
  ...['PostgreSQL', 'NATS', 'Redis'],
];

/** So many orders after the strike before, however fast the machine is, and a moment more. */
export interface Strike {
  afterOrders: number;
  afterMs: number;
  victim: string;
}

interface StormOptions {
  dice: Dice;
  /** How often each victim is killed. */
  rounds: number;
  /** How many orders are acknowledged between two strikes. */
  ordersBetween: [number, number];
  customers: number;
  /** The storm lasts at least until so many orders were acknowledged. */
  orders: number;
}

type Schedule = Pick<StormOptions, 'dice' | 'rounds' | 'ordersBetween'>;

/** Every victim once a round, in an order that chance decides: the same seed, the same schedule. */
export function scheduleOf({ dice, rounds, ordersBetween }: Schedule): Strike[] {
  return times(rounds, () => dice.shuffled(VICTIMS))
    .flat()
    .map((victim) => ({ afterOrders: dice.whole(...ordersBetween), afterMs: dice.whole(0, MOMENT_MS), victim }));
}

/** How long a walked-away order may take to expire: ORDER_PAY_WITHIN and the sweepers. */
export const PAY_WITHIN_S = 15;
// A loaded machine may need a minute to start a process; a client that gives up proves nothing.
const PATIENCE_MS = 300_000;
const EXPIRED_WITHIN_MS = 90_000;
const REPEATED = 100;
const PIECES = 9_999;
const MOMENT_MS = 500;
const LOOK_MS = 20;

/**
 * Customers order without a pause while everything is killed in turn; then the broker loses its store and Redis all it
 * has, with orders paid that nobody downstream has heard of. Afterwards everything that was acknowledged must stand.
 */
export async function storm(system: WholeSystem, options: StormOptions): Promise<string[]> {
  const { dice, customers, orders } = options;
  const schedule = scheduleOf(options);
  const shop = await givenShop(system);
  const goods = [
    ...(await Promise.all(times(5, () => shop.sells({ lots: [{ pieces: PIECES }, { pieces: PIECES }] })))),
    await shop.sells({ title: '当归', lots: [{ pieces: 30 }] }),
  ];
  const log = new ClientLog();
  const patience = new Patience(PATIENCE_MS);
  const buyers = await givenBuyers(system, customers);
  const crowd = buyers.map((buyer) => new Customer(buyer, dice.own(), patience, log));
  const started = Date.now();

  let struck = 0;
  const over = () => struck === schedule.length && log.orders.size >= orders;
  const shopping = crowd.map((customer) => customer.shops(goods, over));
  // A customer who hears something wrong ends the test at once.
  await Promise.all([...shopping, strikeAll(system, schedule, log, () => (struck += 1))]);
  const tookS = Math.round((Date.now() - started) / 1_000);

  await loseCourierAndConvenience(system, crowd, goods);
  await everythingStands(system, { shop, log, patience });
  log.close();
  return [
    `${schedule.length} kills (${options.rounds} of each of ${VICTIMS.join(', ')}) in ${tookS} s`,
    `${log.orders.size} orders acknowledged, ${log.paid} of them heard to be paid`,
    `answers: ${patience}`,
  ];
}

async function strikeAll(system: WholeSystem, schedule: Strike[], log: ClientLog, done: () => void): Promise<void> {
  for (const { afterOrders, afterMs, victim } of schedule) {
    const service = system.running.service(victim);
    await service.ready();
    const orders = log.orders.size + afterOrders;
    while (log.orders.size < orders) await sleep(LOOK_MS);
    await sleep(afterMs);
    await service.kill();
    done();
  }
}

/** Orders are paid while nobody downstream listens; then the stream that carries the news is gone. */
async function loseCourierAndConvenience(system: WholeSystem, crowd: Customer[], goods: { skuId: string }[]) {
  const { running } = system;
  await Promise.all(running.processes.map((one) => one.ready()));
  const deaf = ['attribution', 'livestream'].map((name) => running.service(name));
  await Promise.all(deaf.map((one) => one.down()));
  let left = crowd.length * 3;
  await Promise.all(crowd.map((customer) => customer.shops(goods, () => (left -= 1) < 0)));

  await running.nats.down();
  rmSync(join(running.folder, 'nats', 'store'), { recursive: true });
  const redis = new Redis(running.operatorEnv['REDIS_URL']!, { lazyConnect: true });
  await redis.flushall();
  redis.disconnect();
  await running.nats.start();
  await Promise.all(deaf.map((one) => one.start()));
}

interface After {
  shop: Shop;
  log: ClientLog;
  patience: Patience;
}

async function everythingStands(system: WholeSystem, { shop, log, patience }: After): Promise<void> {
  expect(patience.wrong).toEqual([]);
  await Promise.all(system.running.processes.map((one) => one.ready()));
  await eventually(
    'every order at its end',
    async () => {
      const open = await system.sql(
        'orders',
        "SELECT order_id FROM orders WHERE status IN ('AWAITING_PAYMENT', 'EXPIRING')",
      );
      return open.length === 0;
    },
    { within: EXPIRED_WITHIN_MS, every: 500 },
  );
  expect(await brokenBooks(system, '90s', log.path)).toEqual([]);

  const stored = await system.sql<{ order_id: string; status: string; total_fen: string }>(
    'orders',
    'SELECT order_id, status, total_fen FROM orders WHERE company_id = $1',
    [shop.companyId],
  );
  expect(stored.map((row) => row.order_id).sort()).toEqual([...log.orders.keys()].sort());
  const kept = new Provider(system).kept().filter(({ fen }) => fen !== 0);
  const paid = stored.filter(({ status }) => status === 'PAID');
  expect(kept.map(({ orderId, fen }) => `${orderId} ${fen}`).sort()).toEqual(
    paid.map((row) => `${row.order_id} ${row.total_fen}`).sort(),
  );

  for (const [orderId, { checkout, by }] of [...log.orders].slice(-REPEATED)) {
    expect((await by.repeats(checkout)).order.orderId).toBe(orderId);
  }
}
