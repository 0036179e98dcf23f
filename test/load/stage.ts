import { randomUUID } from 'node:crypto';
import { checkBooks, type Report } from '../../apps/books/src/check-books.js';
import { placesFrom } from '../../apps/books/src/places.js';
import { asText } from '../../apps/books/src/report.js';
import { startSystem, type System } from '../../deploy/local/system.js';
import { Buyers } from './buyers.js';
import type { Door } from './door.js';
import { OLD_ORDERS, seed, superuser, type Sku, type Sql } from './seed.js';

const SETTLE_MS = 60_000;
const SEQUENCED_LOOK_MS = 20;

export interface Stage {
  system: System;
  skus: Sku[];
  buyers: Buyers;
  sql: Sql;
  /** Whether books are compared after every stretch; else whoever raised it does so at the end: it takes minutes where
   * there is much. */
  booksEachTime: boolean;
  stop(): Promise<void>;
}

/** A throw-away system as it would run in production, filled, and nobody else on it. */
export async function raiseStage(
  say: (line: string) => void,
  { oldOrders = OLD_ORDERS, demo = false, booksEachTime = true } = {},
): Promise<Stage> {
  // All buyers come from one address here.
  const env = {
    ...{ NODE_ENV: 'production', ALLOW_SANDBOX: '1', ALLOW_SMS_FILE: '1' },
    ...{ ADDRESS_PER_SECOND: '1000000', ROOM_LINES_PER_ADDRESS: '20000' },
  };
  const system = await startSystem({ throwaway: true, demo, env, say });
  const { sql, end } = superuser(system.postgresUrl);
  const stop = async () => {
    await end();
    await system.stop();
  };
  try {
    say('filling it');
    const skus = await seed(system, sql, oldOrders);
    return { system, skus, buyers: new Buyers(system.secrets.tokens.privateKey), sql, booksEachTime, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export type Placed = { orderId: string; paymentId: string };

/** Orders one piece of a SKU; undefined if it is sold out. Anything else that is not an order is thrown. */
export async function place(
  door: Door,
  token: string,
  { skuId }: Sku,
  liveSessionId?: string,
): Promise<Placed | undefined> {
  const { status, body } = await door.post('/api/orders', token, {
    checkoutId: randomUUID(),
    ...(liveSessionId ? { liveSessionId } : {}),
    lines: [{ skuId, quantity: 1 }],
    shippingAddress: { name: '张三', phone: '13800138000', regionCode: '620422', detail: '甘肃省会宁县翰家岔镇 1 号' },
  });
  if (status === 409 && (body as { code: string }).code === 'stock.sold_out') return undefined;
  const { order, payment } = body as { order?: { orderId: string }; payment?: { paymentId: string } };
  if (status !== 200 || !order || !payment) throw failed('place', status, body);
  return { orderId: order.orderId, paymentId: payment.paymentId };
}

export async function pay(door: Door, token: string, { paymentId }: Placed): Promise<void> {
  const { status, body } = await door.post(`/api/sandbox/payments/${paymentId}`, token, { outcome: 'SUCCEEDED' });
  if (status !== 200 || (body as { payment?: { status: string } }).payment?.status !== 'SUCCEEDED') {
    throw failed('pay', status, body);
  }
}

export class FailedCall extends Error {}

const failed = (call: string, status: number, body: unknown) =>
  new FailedCall(`${call} answered ${status}: ${JSON.stringify(body)}`);

/** The next place in the log. */
export async function logEnd({ sql }: Stage): Promise<number> {
  const [head] = await sql<{ next: string }>('attribution', 'SELECT next_index AS next FROM log_head');
  return Number(head?.next);
}

/** Every paid order is posted and in the log when this resolves. */
export async function untilLogged(stage: Stage, end: number): Promise<void> {
  const until = Date.now() + SETTLE_MS;
  while ((await logEnd(stage)) < end) {
    if (Date.now() > until) throw new Error(`${end - (await logEnd(stage))} paid orders are not in the log`);
    await new Promise((resolve) => setTimeout(resolve, SEQUENCED_LOOK_MS));
  }
}

/** Nothing measured counts if the books are not in order after it. */
export async function assertBooks({ system }: Stage): Promise<Report> {
  const report = await checkBooks(placesFrom({}, system.folder), { settleMs: SETTLE_MS });
  if (!report.green) throw new Error(asText({ ...report, findings: report.findings.filter(({ count }) => count > 0) }));
  return report;
}
