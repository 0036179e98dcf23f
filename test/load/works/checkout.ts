import { crowd, type Bound } from '../crowd.js';
import { Latencies } from '../latencies.js';
import { cpuBetween, cpuOf, type CpuMs } from '../meters.js';
import { assertBooks, FailedCall, logEnd, pay, place, untilLogged, type Stage } from '../stage.js';
import { countStatements } from '../statements.js';

export interface CheckoutRun {
  orders: number;
  failed: number;
  /** Of failed calls, the first. */
  failures: string[];
  ordersPerS: number;
  /** Of both calls together. */
  p50Ms: number;
  p99Ms: number;
  placeP99Ms: number;
  payP99Ms: number;
  /** From the last answer until the last order is in the log. */
  tailMs: number;
  cpuMsPerOrder: number;
  cpuMs: CpuMs;
  statementsPerOrder: number | undefined;
}

const FAILURES_SHOWN = 3;

/** P1: one order of one piece after another, each placed and paid, by `size` buyers at a time. */
export async function checkout(stage: Stage, size: number, bound: Bound): Promise<CheckoutRun> {
  const { system, skus, buyers } = stage;
  const servers = [...system.processes, system.postgres, system.nats, system.redis];
  const [both, placing, paying] = [new Latencies(), new Latencies(), new Latencies()];
  const failures: string[] = [];

  const logged = await logEnd(stage);
  const counted = await countStatements(system.postgresUrl);
  const used = cpuOf(servers);
  const began = performance.now();
  await crowd(system.url, size, bound, async (door, nth) => {
    const { token } = buyers.nth(nth % size);
    const start = performance.now();
    try {
      const placed = await place(door, token, skus[Math.floor(Math.random() * skus.length)]!);
      if (!placed) throw new FailedCall('sold out');
      const middle = performance.now();
      await pay(door, token, placed);
      const end = performance.now();
      both.add(end - start);
      placing.add(middle - start);
      paying.add(end - middle);
    } catch (error) {
      failures.push(String(error));
    }
  });
  const seconds = (performance.now() - began) / 1_000;
  await untilLogged(stage, logged + both.count);
  const tailMs = performance.now() - began - seconds * 1_000;
  const cpuMs = cpuBetween(used, cpuOf(servers));
  const after = await countStatements(system.postgresUrl);
  if (stage.booksEachTime) await assertBooks(stage);

  const orders = both.count;
  if (orders === 0) throw new Error(`Not one order was paid: ${failures[0] ?? 'no time'}`);
  return {
    orders,
    failed: failures.length,
    failures: failures.slice(0, FAILURES_SHOWN),
    ordersPerS: orders / seconds,
    p50Ms: both.within(0.5),
    p99Ms: both.within(0.99),
    placeP99Ms: placing.within(0.99),
    payP99Ms: paying.within(0.99),
    tailMs,
    cpuMsPerOrder: Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0) / orders,
    cpuMs,
    statementsPerOrder: counted && after && (after.statements - counted.statements) / orders,
  };
}
