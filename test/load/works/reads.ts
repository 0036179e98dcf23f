import { crowd, type Bound } from '../crowd.js';
import { Latencies } from '../latencies.js';
import { cpuBetween, cpuOf } from '../meters.js';
import type { Stage } from '../stage.js';

export interface ReadRun {
  perS: number;
  p99Ms: number;
  cpuMs: number;
}

export interface Reads {
  list: ReadRun;
  /** Lists that nobody asked for before, so that none is given again. */
  anew: ReadRun;
  detail: ReadRun;
}

const READERS = 32;
const PAGE = 20;
const DEAREST_FEN = 100_000_000;

/**
 * P3: what buyers look at before they buy. Lists of one company or of all, and any product. A list that was just made is
 * given again, and the slower the machine the fewer are: what one costs to make is told by itself.
 */
export async function reads(stage: Stage, bound: Bound): Promise<Reads> {
  const companies = await ids(stage, 'SELECT DISTINCT company_id AS id FROM sku');
  const products = await ids(stage, 'SELECT product_id AS id FROM product');
  const lists = [
    `/api/products?pageSize=${PAGE}`,
    ...companies.map((id) => `/api/products?pageSize=${PAGE}&companyId=${id}`),
  ];
  let asked = 0;
  return {
    list: await read(stage, bound, () => any(lists)),
    // Nothing is dearer than that.
    anew: await read(stage, bound, () => `${any(lists)}&priceMaxFen=${DEAREST_FEN - (asked += 1)}`),
    detail: await read(stage, bound, () => `/api/products/${any(products)}`),
  };
}

async function read({ system }: Stage, bound: Bound, next: () => string): Promise<ReadRun> {
  const servers = [...system.processes, system.postgres, system.nats, system.redis];
  const times = new Latencies();
  const used = cpuOf(servers);
  const { turns, seconds } = await crowd(system.url, READERS, bound, async (door) => {
    const path = next();
    const start = performance.now();
    const status = await door.get(path);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    times.add(performance.now() - start);
  });
  const cpu = Object.values(cpuBetween(used, cpuOf(servers))).reduce((sum, ms) => sum + ms, 0);
  return { perS: turns / seconds, p99Ms: times.within(0.99), cpuMs: cpu / turns };
}

const any = (some: string[]) => some[Math.floor(Math.random() * some.length)] ?? '';

async function ids({ sql }: Stage, text: string): Promise<string[]> {
  return (await sql<{ id: string }>('catalog', text)).map(({ id }) => id);
}
