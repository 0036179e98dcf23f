import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { CollegeId, CompanyId, IncubatorId } from '#kernel/id.js';
import { openCore } from '#service/core.js';
import { OWNERS, root, type Owner } from '../../deploy/local/project.js';
import type { System } from '../../deploy/local/system.js';

const COMPANIES = 20;
export const OLD_ORDERS = 50_000;
const OLD_COLUMNS = ['company_id', 'order_id', 'buyer_id', 'checkout_id', 'hold_id', 'payment_id', 'sku_id', 'lot_id'];
const OLD_EVENTS = ['placed_event', 'expired_event'];

export interface Sku {
  skuId: string;
  companyId: string;
}

/** Runs statements in a service's database as the superuser. */
export type Sql = <Row extends object>(owner: Owner, text: string, params?: unknown[]) => Promise<Row[]>;

/**
 * Fills a system that has just been started: companies through the back door everybody uses, goods and a past straight
 * into the tables. The books stay in order.
 */
export async function seed(system: System, sql: Sql, oldOrders: number): Promise<Sku[]> {
  const companyIds = await foundCompanies(system);
  await withTemp(
    sql,
    'catalog',
    'company_seed',
    ['company_id'],
    companyIds.map((id) => [id]),
    script('catalog'),
  );
  const skus = await sql<Sku>(
    'catalog',
    'SELECT sku_id AS "skuId", company_id AS "companyId" FROM sku ORDER BY sku_id',
  );
  await seedPast(sql, oldOrders);
  await untilRulesAreCopied(sql, companyIds.length, oldOrders);
  for (const owner of OWNERS) await sql(owner, 'VACUUM ANALYZE');
  return skus;
}

/** Leaves 2,000 pieces of a SKU. */
export const makeScarce = (sql: Sql, { skuId }: Sku) =>
  withTemp(sql, 'catalog', 'scarce_seed', ['sku_id'], [[skuId]], script('scarce'));

async function foundCompanies(system: System): Promise<string[]> {
  const core = await openCore('operator', {}, { ...system.operatorEnv, LOG_LEVEL: 'silent' });
  try {
    const organisations = core.rpc.to(Organisations);
    const [collegeId, incubatorId] = [CollegeId.new(), IncubatorId.new()];
    await organisations.saveCollege({ collegeId, name: '甘肃农业大学' });
    await organisations.saveIncubator({ incubatorId, collegeId, name: '大学生创业园' });
    const companyIds = Array.from({ length: COMPANIES }, () => CompanyId.new());
    for (const companyId of companyIds) await organisations.foundCompany({ companyId, incubatorId, name: '田间' });
    return companyIds;
  } finally {
    await core.close();
  }
}

/** The same old orders in every database they left a trace in. */
async function seedPast(sql: Sql, oldOrders: number): Promise<void> {
  const columns = [...OLD_COLUMNS, ...OLD_EVENTS];
  const old = await sql<Record<string, string>>(
    'catalog',
    `SELECT company_id, sku_id, lot_id, ${columns.filter(isNew).map((column) => `gen_random_uuid() AS ${column}`)}
     FROM stock CROSS JOIN generate_series(1, 3) LIMIT ${oldOrders}`,
  );
  const rows = old.map((order) => columns.map((column) => order[column] ?? ''));
  const dated = (text: string) =>
    `ALTER TABLE old_order ADD placed_at timestamptz DEFAULT now() - interval '1 day'; ${text}`;
  await withTemp(sql, 'catalog', 'old_order', columns, rows, dated(script('old-holds')));
  await withTemp(sql, 'orders', 'old_order', columns, rows, dated(script('old-orders')));
  await withTemp(sql, 'attribution', 'old_order', columns, rows, dated(script('old-journals')));
}

const isNew = (column: string) => !['company_id', 'sku_id', 'lot_id'].includes(column);

/** Orders can name no rule before it has heard of it; the journal must be in the log before anything is measured. */
async function untilRulesAreCopied(sql: Sql, companies: number, oldOrders: number): Promise<void> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const [rules] = await sql<{ n: string }>('orders', 'SELECT count(*) AS n FROM split_rule_copy');
    const [log] = await sql<{ n: string }>('attribution', 'SELECT next_index AS n FROM log_head');
    if (Number(rules?.n) >= companies && Number(log?.n) >= oldOrders) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The split rules of the new companies do not arrive at orders, or the log does not move');
}

/** Runs a script over rows of ids that it finds as a temporary table. */
async function withTemp(sql: Sql, owner: Owner, table: string, columns: string[], rows: string[][], text: string) {
  const arrays = columns.map((_, at) => rows.map((row) => row[at]));
  const places = columns.map((_, at) => `$${at + 1}::uuid[]`).join(', ');
  await sql(owner, 'BEGIN');
  await sql(
    owner,
    `CREATE TEMP TABLE ${table} (${columns.map((column) => `${column} uuid`).join(', ')}) ON COMMIT DROP`,
  );
  await sql(owner, `INSERT INTO ${table} SELECT * FROM unnest(${places})`, arrays);
  await sql(owner, text);
  await sql(owner, 'COMMIT');
}

const script = (name: string) => readFileSync(join(root, 'test/load/seed', `${name}.sql`), 'utf8');

/** One connection for each database, opened when it is first asked for. */
export function superuser(postgresUrl: string): { sql: Sql; end(): Promise<void> } {
  const clients = new Map<Owner, Promise<pg.Client>>();
  const connected = async (owner: Owner) => {
    const url = new URL(postgresUrl);
    url.pathname = `/tianjian_${owner}`;
    const client = new pg.Client(url.toString());
    await client.connect();
    return client;
  };
  return {
    sql: async (owner, text, params) => {
      const client = clients.get(owner) ?? connected(owner);
      clients.set(owner, client);
      return ((await (await client).query(text, params)).rows ?? []) as never[]; // Several statements at once answer nothing.
    },
    end: async () => {
      for (const client of clients.values()) await (await client).end();
    },
  };
}
