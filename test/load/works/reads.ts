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
  detail: ReadRun;
}

const READERS = 32;
const PAGE = 20;

/** P3: what buyers look at before they buy. Lists of one company or of all, and any product. */
export async function reads(stage: Stage, bound: Bound): Promise<Reads> {
  const companies = await ids(stage, 'SELECT DISTINCT company_id AS id FROM sku');
  const products = await ids(stage, 'SELECT product_id AS id FROM product');
  const lists = [
    `/api/products?pageSize=${PAGE}`,
    ...companies.map((id) => `/api/products?pageSize=${PAGE}&companyId=${id}`),
  ];
  return {
    list: await read(stage, bound, lists),
    detail: await read(
      stage,
      bound,
      products.map((id) => `/api/products/${id}`),
    ),
  };
}

async function read({ system }: Stage, bound: Bound, paths: string[]): Promise<ReadRun> {
  const servers = [...system.processes, system.postgres, system.nats, system.redis];
  const times = new Latencies();
  const used = cpuOf(servers);
  const { turns, seconds } = await crowd(system.url, READERS, bound, async (door) => {
    const path = paths[Math.floor(Math.random() * paths.length)] ?? '';
    const start = performance.now();
    const status = await door.get(path);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    times.add(performance.now() - start);
  });
  const cpu = Object.values(cpuBetween(used, cpuOf(servers))).reduce((sum, ms) => sum + ms, 0);
  return { perS: turns / seconds, p99Ms: times.within(0.99), cpuMs: cpu / turns };
}

async function ids({ sql }: Stage, text: string): Promise<string[]> {
  return (await sql<{ id: string }>('catalog', text)).map(({ id }) => id);
}
