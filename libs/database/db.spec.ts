import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import pg from 'pg';
import { CompanyFoundedSchema } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { CompanyId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { eventually, runningService } from '#testing/running-service.js';
import type { Db } from './db.js';
import { migrate, migrationNames } from './migrate.js';

@Controller()
class Nothing {}

@Module({ controllers: [Nothing] })
class NothingModule {}

// A service with an empty table of its own to try things on.
const service = runningService('identity', NothingModule);
const db = (): Db => service.instances[0]!.storage.db;

beforeAll(async () => {
  await service.sql(`
    CREATE TABLE crate (company_id uuid NOT NULL, name text NOT NULL, pieces int NOT NULL CHECK (pieces >= 0),
      PRIMARY KEY (company_id, name));
    ALTER TABLE crate ENABLE ROW LEVEL SECURITY;
    ALTER TABLE crate FORCE ROW LEVEL SECURITY;
    CREATE POLICY company ON crate TO identity_app
      USING (company_id = nullif(current_setting('app.company', true), '')::uuid);
    CREATE POLICY work ON crate TO identity_work USING (true);
    GRANT SELECT, INSERT, UPDATE ON crate TO identity_app, identity_work`);
});

const noodles = CompanyId.new();
const apples = CompanyId.new();
const put = (companyId: CompanyId, name: string, pieces: number) =>
  db().transaction((tx) => tx.sql`INSERT INTO crate VALUES (${companyId}, ${name}, ${pieces})`);
const piecesOf = async (name: string) =>
  (await service.sql<{ pieces: number }>('SELECT pieces FROM crate WHERE name = $1', [name]))[0]?.pieces;

describe('A transaction', () => {
  it('of one company sees and writes that company’s rows only, whatever its statements say', async () => {
    await put(noodles, 'n', 1);
    await put(apples, 'a', 1);

    const seen = await db().ofCompany(noodles, (tx) => tx.sql<{ name: string }>`SELECT name FROM crate`);
    const written = db().ofCompany(noodles, (tx) => tx.sql`INSERT INTO crate VALUES (${apples}, 'foreign', 1)`);

    expect(seen).toEqual([{ name: 'n' }]);
    await expect(written).rejects.toThrow(/row-level security/);
    expect(await db().ofCompany(noodles, (tx) => tx.sql`UPDATE crate SET pieces = 9 WHERE name = 'a'`)).toEqual([]);
    expect(await piecesOf('a')).toBe(1);
  });

  it('stands or falls as a whole', async () => {
    const work = db().transaction(async (tx) => {
      await tx.sql`INSERT INTO crate VALUES (${noodles}, 'half', 1)`;
      await tx.publish(CompanyFoundedSchema, { companyId: 'half' });
      throw new Problem('not_found');
    });

    await expect(work).rejects.toMatchObject({ code: 'not_found' });

    expect(await piecesOf('half')).toBeUndefined();
    expect(await service.published(CompanyFoundedSchema)).toEqual([]);
  });

  it('that meets a deadlock is tried again', async () => {
    await put(noodles, 'x', 0);
    await put(noodles, 'y', 0);
    const add = (first: string, second: string) =>
      db().transaction(async (tx) => {
        await tx.sql`UPDATE crate SET pieces = pieces + 1 WHERE name = ${first}`;
        await new Promise((resolve) => setTimeout(resolve, 50));
        await tx.sql`UPDATE crate SET pieces = pieces + 1 WHERE name = ${second}`;
      });

    await Promise.all([add('x', 'y'), add('y', 'x')]);

    expect([await piecesOf('x'), await piecesOf('y')]).toEqual([2, 2]);
  });

  it('whose connection dies answers that it may be repeated, and the next one works', async () => {
    const cut = db().transaction(async (tx) => {
      const [row] = await tx.sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`;
      await service.sql('SELECT pg_terminate_backend($1)', [row?.pid]);
      await tx.sql`SELECT 1`;
    });

    await expect(cut).rejects.toMatchObject({ code: 'unavailable' });

    await expect(db().single((tx) => tx.sql`SELECT 1 AS one`)).resolves.toEqual([{ one: 1 }]);
  });

  it('publishes in the same breath: many events by one statement', async () => {
    await db().transaction((tx) => tx.publish(CompanyFoundedSchema, [{ companyId: 'c1' }, { companyId: 'c2' }]));

    expect((await service.published(CompanyFoundedSchema)).map((event) => event.companyId)).toEqual(['c1', 'c2']);
    await eventually(async () => (await service.sql('SELECT FROM outbox WHERE sent_at IS NULL')).length === 0);
  });

  it('passes whole fen beyond what a float can hold, days as days, and arrays', async () => {
    const [row] = await db().single(
      (tx) => tx.sql`
        SELECT ${9_007_199_254_740_993n}::bigint AS fen, '2026-02-28'::date AS day,
          ${[1n, 2n]}::bigint[] AS many, ${['a', null]}::text[] AS words`,
    );

    expect(row).toEqual({ fen: 9_007_199_254_740_993n, day: '2026-02-28', many: [1n, 2n], words: ['a', null] });
  });
});

describe('A group in the database', () => {
  it('keeps the winners when one ask breaks a constraint', async () => {
    const group = db().group<{ name: string; pieces: number }, string>('put', async (tx, asks) => {
      await tx.sql`
        INSERT INTO crate SELECT ${noodles}, name, pieces
        FROM unnest(${asks.map((ask) => ask.name)}::text[], ${asks.map((ask) => ask.pieces)}::int[]) AS a (name, pieces)`;
      return asks.map((ask) => ask.name);
    });

    const answers = await Promise.allSettled(
      ['g1', 'g2', 'bad', 'g3'].map((name) => group.ask({ name, pieces: name === 'bad' ? -1 : 1 })),
    );

    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await piecesOf('g3')).toBe(1);
    expect(await piecesOf('bad')).toBeUndefined();
  });
});

describe('Migrating', () => {
  const database = `test_migrate_${process.pid}`;
  const admin = new pg.Client(process.env['TEST_POSTGRES_URL']);

  beforeAll(async () => {
    await admin.connect();
    await admin.query(`CREATE DATABASE ${database} OWNER catalog_owner`);
  });
  afterAll(async () => {
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin.end();
  });

  it('is done once, also when two start at the same time', async () => {
    const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
    [url.pathname, url.username, url.password] = [`/${database}`, 'catalog_owner', 'catalog_owner'];

    const ran = await Promise.all([migrate('catalog', url.toString()), migrate('catalog', url.toString())]);

    expect(ran.flat()).toEqual(migrationNames('catalog'));
    expect(await migrate('catalog', url.toString())).toEqual([]);
  });
});
