import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { OfferId } from '#kernel/id.js';
import { runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, Farm } from '../given.js';

const catalog = runningService('catalog', CatalogModule);
const farm = new Farm(catalog);

/** A session of the login that requests have, with this company named. */
async function asCompany(companyId: string, work: (app: pg.Client) => Promise<void>): Promise<void> {
  const app = new pg.Client(catalog.url('catalog_app'));
  await app.connect();
  try {
    await app.query(`SELECT set_config('app.company', $1, false)`, [companyId]);
    await work(app);
  } finally {
    await app.end();
  }
}

interface Table {
  name: string;
  kind: string | null;
  forced: boolean;
  policies: string[] | null;
  keys: string[] | null;
}

const tables = () =>
  catalog.sql<Table>(`
    SELECT c.relname AS name, split_part(obj_description(c.oid), ':', 1) AS kind,
      c.relrowsecurity AND c.relforcerowsecurity AS forced,
      (SELECT array_agg(polname::text ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid) AS policies,
      (SELECT array_agg(a.attname::text) FROM pg_index i
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = c.oid AND i.indisunique) AS keys
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'migrations'
    ORDER BY c.relname`);

describe('Every table', () => {
  it('says whose it is', async () => {
    const unknown = (await tables()).filter(({ kind }) => !['company', 'person', 'platform'].includes(kind ?? ''));

    expect(unknown).toEqual([]);
  });

  it('of a company forces row-level security and begins its keys with the company', async () => {
    const ofCompanies = (await tables()).filter(({ kind }) => kind === 'company');

    expect(ofCompanies.length).toBeGreaterThanOrEqual(13);
    for (const table of ofCompanies) {
      expect(table).toMatchObject({ forced: true, policies: ['books', 'company', 'work'] });
      expect(new Set(table.keys)).toEqual(new Set(['company_id']));
    }
  });
});

describe('Row-level security alone', () => {
  it('lets a request of one company read, change, remove and add nothing of another’s', async () => {
    const mine = await farm.stocked([10]);
    const theirs = await farm.stocked([10, 10]);
    const liveSessionId = await farm.onAir(theirs.companyId, [theirs.skuId]);
    await farm.flash(theirs, liveSessionId, { offerId: OfferId.new() });
    await farm.hold(checkoutOf([[theirs, 2]], { liveSessionId }));
    const names = (await tables()).filter(({ kind }) => kind === 'company').map(({ name }) => name);
    const before = await contents(names);

    // Grants are widened, so that nothing but the policies stands between.
    for (const name of names) await catalog.sql(`GRANT ALL ON ${name} TO catalog_app`);
    await asCompany(mine.companyId, async (app) => {
      for (const name of names) {
        const foreign = `${name} WHERE company_id = $1`;
        const count = async (sql: string) => (await app.query(sql, [theirs.companyId])).rowCount;
        expect(await count(`SELECT FROM ${foreign}`)).toBe(0);
        expect(await count(`SELECT FROM ${name} WHERE company_id <> '${mine.companyId}' OR company_id = $1`)).toBe(0);
        expect(await count(`UPDATE ${name} SET company_id = company_id WHERE company_id = $1`)).toBe(0);
        expect(await count(`DELETE FROM ${foreign}`)).toBe(0);
      }
      const add = app.query(`INSERT INTO supplier VALUES ($1, gen_random_uuid(), 'x', 'FIRM', '621102')`, [
        theirs.companyId,
      ]);
      await expect(add).rejects.toThrow('row-level security');
      const giveAway = app.query('UPDATE movement SET company_id = $1', [theirs.companyId]);
      await expect(giveAway).rejects.toThrow('row-level security');
    });

    expect(await contents(names)).toEqual(before);
  });

  it('shows nothing where no company was named', async () => {
    await farm.stocked([10]);

    await asCompany('', async (app) => {
      for (const { name } of (await tables()).filter(({ kind }) => kind === 'company')) {
        expect((await app.query(`SELECT FROM ${name}`)).rowCount).toBe(0);
      }
    });
  });
});

const contents = async (names: string[]) => {
  const all: Record<string, unknown> = {};
  for (const name of names) {
    all[name] = await catalog.sql(`SELECT to_jsonb(t) AS row FROM ${name} t ORDER BY to_jsonb(t)::text`);
  }
  return all;
};
