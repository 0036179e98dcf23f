import pg from 'pg';
import { OWNERS, type Owner } from '../../deploy/local/project.js';
import type { World } from './world.js';

export interface Leak {
  table: string;
  what: string;
}

/**
 * Looks into every company table as a service's own login would if the service forgot to ask whose row it is: what
 * there is of another company for one company's request, and for a request of no company at all.
 */
export async function leaks(world: World): Promise<{ leaks: Leak[]; looked: string[] }> {
  const found: Leak[] = [];
  const looked: string[] = [];
  for (const owner of OWNERS) {
    const tables = await companyTables(world, owner);
    const app = new pg.Client(world.system.databaseUrl(owner, 'app'));
    await app.connect();
    for (const { table, rows } of tables) {
      // Where the other company has nothing, there is nothing to leak.
      if (rows > 0) looked.push(`${owner}.${table}`);
      for (const what of await seen(app, table, world)) found.push({ table: `${owner}.${table}`, what });
    }
    await app.end();
  }
  return { leaks: found, looked };
}

/** By the kind that each table's comment gives, and how much of the other company they hold. */
async function companyTables(world: World, owner: Owner): Promise<{ table: string; rows: number }[]> {
  const books = new pg.Client(world.system.databaseUrl(owner, 'books'));
  await books.connect();
  const { rows } = await books.query<{ table: string }>(`
    SELECT relname AS table FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND obj_description(oid, 'pg_class') LIKE 'company:%'
    ORDER BY relname`);
  const tables: { table: string; rows: number }[] = [];
  for (const { table } of rows) {
    const counted = await books
      .query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table} WHERE company_id = $1`, [
        world.theirs.companyId,
      ])
      .catch(() => ({ rows: [{ rows: 0 }] })); // The books have no business there.
    tables.push({ table, rows: counted.rows[0]?.rows ?? 0 });
  }
  await books.end();
  return tables;
}

async function seen(app: pg.Client, table: string, { ours, theirs }: World): Promise<string[]> {
  const touches = [
    { what: 'seen', sql: `SELECT 1 FROM ${table} WHERE company_id = $1` },
    { what: 'changed', sql: `UPDATE ${table} SET company_id = company_id WHERE company_id = $1` },
    { what: 'deleted', sql: `DELETE FROM ${table} WHERE company_id = $1` },
  ];
  const found: string[] = [];
  for (const company of [ours.companyId, '', undefined]) {
    for (const { what, sql } of touches) {
      await app.query('BEGIN');
      if (company !== undefined) await app.query(`SELECT set_config('app.company', $1, true)`, [company]);
      // Not even allowed to try is as good as nothing found.
      const { rowCount } = await app.query(sql, [theirs.companyId]).catch(() => ({ rowCount: 0 }));
      await app.query('ROLLBACK');
      if (rowCount) found.push(`${rowCount} rows ${what} by a request of ${company ?? 'nobody'}`);
    }
  }
  return found;
}
