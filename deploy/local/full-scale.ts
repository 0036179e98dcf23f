import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OrderPaidSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { consumersOf, serviceOfConsumer } from '#messaging/contract.js';
import { eventSubject } from '#messaging/subjects.js';
import { root, type Owner, type Say } from './project.js';

/** As the loader tells it when it is done. */
export interface TakenOver {
  orders: number;
  lines: number;
  seconds: number;
  peakMib: number;
}

const LOADER = join(root, 'dist/apps/demo/src/full/main.js');
// It streams: what it may not keep it need not keep.
const FLAGS = ['--enable-source-maps', '--max-old-space-size=160', '--max-semi-space-size=8'];
const LOOK_MS = 1_000;
const TOLD_EVERY = 5;
// Consumers that have stood still for so long will not go on.
const STILL_LOOKS_MAX = 120;

/** Takes two years of a shop over into a running system; what it must know of it comes as settings. */
export async function loadFullScale(env: NodeJS.ProcessEnv, say: Say): Promise<TakenOver> {
  const loader = spawn(process.execPath, [...FLAGS, LOADER], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let taken: TakenOver | undefined;
  loader.on('message', (message) => (taken = message as TakenOver));
  if (loader.stdout) createInterface({ input: loader.stdout }).on('line', say);
  const [code] = await once(loader, 'close');
  if (code !== 0 || !taken) throw new Error('The full demo could not be loaded; why stands above.');
  return taken;
}

/** Every paid order is with all who must hear of it, and in the log, when this resolves. `folder` is the system's. */
export async function untilBooked(folder: string, say: Say): Promise<void> {
  const urls = JSON.parse(readFileSync(join(folder, 'books.json'), 'utf8')) as Record<string, string>;
  const count = async (owner: Owner, sql: string) => {
    const client = new pg.Client(urls[`BOOKS_${owner.toUpperCase()}_URL`]);
    await client.connect();
    const { rows } = await client.query<{ n: number }>(`SELECT (${sql})::int AS n`).finally(() => client.end());
    return rows[0]?.n ?? 0;
  };
  const paid = await count('orders', `SELECT count(*) FROM outbox WHERE subject = '${eventSubject(OrderPaidSchema)}'`);

  let [before, still] = ['', 0];
  for (let look = 0; ; look += 1) {
    const heard = await Promise.all(
      consumersOf(OrderPaidSchema).map((consumer) =>
        count(serviceOfConsumer(consumer) as Owner, `SELECT count(*) FROM inbox WHERE consumer = '${consumer}'`),
      ),
    );
    const unlogged = await count(
      'attribution',
      'SELECT (SELECT count(*) FROM journal) - (SELECT next_index FROM log_head)',
    );
    if (Math.min(...heard) >= paid && unlogged <= 0) return;
    const now = `${heard.join(', ')}; ${unlogged} not in the log`;
    still = now === before ? still + 1 : 0;
    before = now;
    if (still > STILL_LOOKS_MAX) throw new Error(`Of ${paid} paid orders no more arrive than ${now}`);
    if (look % TOLD_EVERY === 0) say(`of ${paid} paid orders have arrived: ${now}`);
    await sleep(LOOK_MS);
  }
}
