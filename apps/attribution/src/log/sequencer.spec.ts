import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrderPaidSchema, OrderRefundedSchema, type OrderPaid } from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { CompanyId } from '#kernel/id.js';
import { eventually, runningService } from '#testing/running-service.js';
import { AttributionModule } from '../attribution.module.js';
import { settings } from '../config.js';
import { givenCompany, journalsOf, paidOrder, refundOf } from '../given.js';

// Two instances on one database: one of them leads.
const attribution = runningService('attribution', AttributionModule, { settings, replicas: 2 });
let companies: CompanyId[];

beforeAll(async () => {
  companies = await Promise.all([givenCompany(attribution), givenCompany(attribution)]);
});

// Whatever a test did to it, the log is whole afterwards.
afterEach(async () => {
  await sequenced();
  await assertLogWhole();
});

describe('The log', () => {
  it('is written by one leader', async () => {
    await eventually(async () => (await leaders()).length === 1);
    await sleep(500);

    expect(await leaders()).toHaveLength(1);
  });

  it('numbers what both instances post, from 0 and without a gap', async () => {
    await deliver(orders(300));
    await sequenced();

    const [head] = await attribution.sql<{ epoch: string; next_index: string }>('SELECT * FROM log_head');
    expect(Number(head!.next_index)).toBe(await count('journal'));
  });

  it('loses and doubles nothing however often its leader’s connection is cut', async () => {
    const all = orders(600);
    let delivered = false;
    const delivering = deliver(all).finally(() => (delivered = true));
    let cuts = 0;
    while (!delivered || cuts < 5) {
      cuts += (await attribution.sql(`SELECT pg_terminate_backend(pid) FROM (${LEADERS}) AS leader`)).length;
      await sleep(15);
    }
    await delivering;

    await eventually(async () => (await count('log_entry')) >= all.length);
  });

  it('loses and doubles nothing when its statement is broken off in the middle', async () => {
    const all = orders(300);
    let delivered = false;
    const delivering = deliver(all).finally(() => (delivered = true));
    while (!delivered) {
      await attribution.sql(`SELECT pg_cancel_backend(pid) FROM (${LEADERS}) AS leader`);
      await sleep(2);
    }
    await delivering;
  });

  it('is not written by a leader that a newer one has replaced', async () => {
    const [before] = await attribution.sql<{ epoch: bigint }>('UPDATE log_head SET epoch = epoch + 1 RETURNING epoch');
    await deliver(orders(20));
    await sequenced();

    const [after] = await attribution.sql<{ epoch: bigint }>('SELECT epoch FROM log_head');
    expect(after!.epoch).toBe(before!.epoch + 1n);
  });

  it('waits for an older transaction that may still write, and then takes everything in order', async () => {
    const slow = new pg.Client(attribution.url());
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query('SELECT pg_current_xact_id()');
    const [order] = orders(1);
    await attribution.deliver(OrderPaidSchema, order!);
    await eventually(async () => (await count('journal', order)) === 1);
    await sleep(400);

    expect(await count('log_entry')).toBe((await count('journal')) - 1);

    await slow.query('COMMIT');
    await slow.end();
    await journalsOf(attribution, order!);
  });

  it('is taken over by the other instance when the leading one stops', async () => {
    const third = await attribution.startInstance();
    await Promise.all(attribution.instances.splice(0, 2).map((instance) => instance.stop()));

    await deliver(orders(20));

    expect(attribution.instances).toEqual([third]);
  });
});

const orders = (count: number) => Array.from({ length: count }, (_, at) => paidOrder(companies[at % 2]!, [{}, {}]));

/** Sends them, some refunded, and waits until all are posted. */
async function deliver(all: OrderPaid[]): Promise<void> {
  const refunds = all.filter((_, at) => at % 7 === 0).map((order) => refundOf(order));
  for (const order of all) await attribution.deliver(OrderPaidSchema, order);
  for (const refund of refunds) await attribution.deliver(OrderRefundedSchema, refund);
  const ids = all.map((order) => order.orderId);
  await eventually(async () => {
    const posted = await attribution.sql('SELECT FROM journal WHERE order_id = ANY($1)', [ids]);
    return posted.length === all.length + refunds.length;
  });
}

const sequenced = () =>
  eventually(async () => (await attribution.sql('SELECT FROM log_entry')).length === (await count('journal')));

/** Everything the sequencer wrote equals what can be computed anew from the journal. */
async function assertLogWhole(): Promise<void> {
  const [log] = await attribution.sql(`
    SELECT count(*)::int - coalesce(max(index) + 1, 0)::int AS gaps, count(*)::int - count(DISTINCT journal_id)::int AS doubled,
           (SELECT next_index::int FROM log_head) - count(*)::int AS head
    FROM log_entry`);
  expect(log).toEqual({ gaps: 0, doubled: 0, head: 0 });

  const wrong = await attribution.sql(`
    WITH leg AS (
      SELECT journal.company_id, leg.account, log_entry.index, sum(leg.amount)::bigint AS amount
      FROM journal JOIN log_entry USING (journal_id), unnest(accounts, amounts) AS leg (account, amount) GROUP BY 1, 2, 3
    ), rebuilt AS (
      SELECT *, sum(amount) OVER (PARTITION BY company_id, account ORDER BY index)::bigint AS balance,
             max(index) OVER (PARTITION BY company_id, account) AS newest
      FROM leg
    )
    SELECT 'entry' AS what, company_id, account, rebuilt.index FROM rebuilt FULL JOIN statement_entry AS entry
      USING (company_id, account, index)
      WHERE (amount, balance) IS DISTINCT FROM (amount_fen, balance_fen)
    UNION ALL
    SELECT 'balance', company_id, account, rebuilt.index FROM rebuilt FULL JOIN balance USING (company_id, account)
      WHERE rebuilt.index = newest AND (rebuilt.balance, newest) IS DISTINCT FROM (balance_fen, balance.index)`);
  expect(wrong).toEqual([]);
  expect(await attribution.sql('SELECT coalesce(sum(balance_fen), 0)::int AS total FROM balance')).toEqual([
    { total: 0 },
  ]);
}

const LEADERS = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 7213101
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
const leaders = () => attribution.sql(LEADERS);

async function count(table: string, order?: OrderPaid): Promise<number> {
  const where = order ? 'WHERE order_id = $1' : '';
  const [row] = await attribution.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} ${where}`,
    order ? [order.orderId] : [],
  );
  return row!.count;
}
