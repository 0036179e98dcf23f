import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { isAlive } from './run-file.js';
import { urlOf } from './provision.js';
import { AlreadyRunning, startSystem, type System } from './system.js';

const TIME_TO_START_MS = 120_000;
const INSUFFICIENT_PRIVILEGE = '42501';

describe('The local system', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tianjian-system-'));
  chmodSync(folder, 0o711); // The servers' account passes through.
  const said: string[] = [];
  const start = () => startSystem({ folder, port, say: (line) => said.push(line) });
  let stranger: Server;
  let port: number;
  let system: System;

  beforeAll(async () => {
    stranger = createServer((_, response) => response.end('somebody else')).listen(0, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    port = (stranger.address() as { port: number }).port;
    system = await start();
  }, TIME_TO_START_MS);

  afterAll(async () => {
    await system?.stop();
    stranger.close();
    rmSync(folder, { recursive: true, force: true });
  }, TIME_TO_START_MS);

  it('takes the next port where the wanted one is taken, and says so', async () => {
    expect(system.url).not.toBe(`http://127.0.0.1:${port}`);
    expect(said.join('\n')).toContain(`port ${port} is taken by something else`);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('somebody else');
  });

  it('is ready behind its public door', async () => {
    expect((await fetch(`${system.url}/readyz`)).status).toBe(200);
  });

  it('keeps its secrets to its owner', () => {
    expect(statSync(join(folder, 'secrets.json')).mode & 0o077).toBe(0);
  });

  it('started twice says that it runs, and where', async () => {
    const again = await start().catch((error: unknown) => error);

    expect(again).toBeInstanceOf(AlreadyRunning);
    expect((again as AlreadyRunning).message).toContain(system.url);
  });

  it('starts a service that crashed again, and says so', async () => {
    const catalog = system.service('catalog');
    const before = catalog.pid;

    await catalog.kill('SIGKILL');
    await catalog.ready();

    expect(catalog.pid).not.toBe(before);
    expect(said.join('\n')).toContain('catalog ended (SIGKILL)');
  });

  it('starts PostgreSQL again after a hard kill, with what it had', async () => {
    await system.postgres.kill('SIGKILL');
    await system.postgres.ready();

    expect(await rows(system.databaseUrl('catalog', 'app'), 'SELECT count(*) FROM migrations')).toHaveLength(1);
  });

  it('lets no service into another’s database, and the books only read', async () => {
    const { catalog } = system.secrets.logins;
    const foreign = urlOf(system.postgresUrl, 'tianjian_orders', 'catalog_app', catalog.app);

    await expect(rows(foreign, 'SELECT 1')).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    await expect(rows(system.databaseUrl('catalog', 'books'), 'DELETE FROM outbox')).rejects.toThrow(
      /read-only|permission denied/,
    );
  });

  it('lets nobody tell another service’s events on the broker', async () => {
    const livestream = await connect({
      servers: `nats://127.0.0.1:${natsPort(said)}`,
      user: 'livestream',
      pass: system.secrets.broker['livestream'],
      inboxPrefix: '_INBOX.livestream',
    });
    const denied = firstError(livestream.status());

    livestream.publish('event.orders.v1.OrderPaid', '{}');

    expect(await denied).toContain('event.orders.v1.OrderPaid');
    await livestream.close();
  });

  it(
    'leaves nothing running behind, and finds its data again',
    async () => {
      const pids = [system.postgres, system.nats, system.redis, ...system.processes].map((child) => child.pid!);

      await system.stop();
      expect(pids.filter(isAlive)).toEqual([]);

      said.splice(0);
      system = await start();
      expect(said.join('\n')).toContain('up to date');
    },
    TIME_TO_START_MS,
  );
});

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  return client.query(sql).then(
    (result) => client.end().then(() => result.rows as unknown[]),
    (error: unknown) => client.end().then(() => Promise.reject(error as Error)),
  );
}

const natsPort = (said: string[]) => /NATS .*:(\d+)/.exec(said.join('\n'))?.[1];

async function firstError(status: AsyncIterable<{ type: string; error?: Error }>): Promise<string> {
  for await (const { type, error } of status) if (type === 'error') return String(error);
  throw new Error('the connection closed without an error');
}
