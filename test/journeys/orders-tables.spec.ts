import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openTill } from './till.js';

const till = openTill();

interface Table {
  name: string;
  kind: string | null;
  forced: boolean;
  policies: string[] | null;
  keys: string[] | null;
}

const tables = () =>
  till.orders.sql<Table>(`
    SELECT c.relname AS name, split_part(obj_description(c.oid), ':', 1) AS kind,
      c.relrowsecurity AND c.relforcerowsecurity AS forced,
      (SELECT array_agg(polname::text ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid) AS policies,
      (SELECT array_agg(a.attname::text) FROM pg_index i
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = c.oid AND i.indisunique) AS keys
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'migrations'
    ORDER BY c.relname`);

/** A session of the login that requests have, with this company named. */
async function asCompany(companyId: string, work: (app: pg.Client) => Promise<void>): Promise<void> {
  const app = new pg.Client(till.orders.url('orders_app'));
  await app.connect();
  try {
    await app.query(`SELECT set_config('app.company', $1, false)`, [companyId]);
    await work(app);
  } finally {
    await app.end();
  }
}

describe('The tables of orders', () => {
  it('each say whose they are', async () => {
    const kinds = Object.fromEntries((await tables()).map(({ name, kind }) => [name, kind]));

    expect(kinds).toEqual({
      orders: 'company',
      order_line: 'company',
      payment: 'company',
      refund: 'company',
      dispute: 'company',
      refund_line: 'company',
      shipment: 'company',
      shipment_line: 'company',
      tracking_correction: 'company',
      reallocation: 'company',
      address_look: 'company',
      order_export: 'company',
      weighing: 'company',
      weighing_line: 'company',
      harvest: 'company',
      carrier: 'platform',
      split_rule_copy: 'company',
      checkout: 'person',
      cart: 'person',
      cart_line: 'person',
      cart_merge: 'person',
      order_route: 'platform',
      refund_route: 'platform',
      provider_ref: 'platform',
      provider_event: 'platform',
      provider_entry: 'platform',
      outbox: 'platform',
      inbox: 'platform',
      dead_letter: 'platform',
    });
  });

  it('of companies force row-level security and begin their keys with the company', async () => {
    for (const table of (await tables()).filter(({ kind }) => kind === 'company')) {
      expect(table).toMatchObject({ forced: true, policies: ['books', 'company', 'work'] });
      expect(new Set(table.keys)).toEqual(new Set(['company_id']));
    }
  });

  it('show a company nothing of another, whatever is granted', async () => {
    const [mine, theirs] = [await till.stocked([5]), await till.stocked([5])];
    const placed = await till.placed(theirs);
    await till.pay(placed.payment.paymentId, placed.token);
    await till.ask({ do: 'test.chargeTwice', paymentId: placed.payment.paymentId });
    const names = (await tables()).filter(({ kind }) => kind === 'company').map(({ name }) => name);
    for (const name of names) await till.orders.sql(`GRANT ALL ON ${name} TO orders_app`);

    for (const company of [mine.companyId, '']) {
      await asCompany(company, async (app) => {
        for (const name of names) {
          const count = async (sql: string) => (await app.query(sql, [theirs.companyId])).rowCount;
          expect(await count(`SELECT FROM ${name} WHERE company_id = $1`)).toBe(0);
          expect(await count(`UPDATE ${name} SET company_id = company_id WHERE company_id = $1`)).toBe(0);
          expect(await count(`DELETE FROM ${name} WHERE company_id = $1`)).toBe(0);
        }
        const add = app.query('INSERT INTO split_rule_copy VALUES ($1, gen_random_uuid(), now())', [theirs.companyId]);
        await expect(add).rejects.toThrow('row-level security');
      });
    }
  });

  it('let nobody but the work login see people, routes and provider’s words', async () => {
    await asCompany('', async (app) => {
      for (const name of ['checkout', 'order_route', 'refund_route', 'provider_ref', 'provider_event']) {
        await expect(app.query(`SELECT FROM ${name}`)).rejects.toThrow('permission denied');
      }
    });
  });
});
