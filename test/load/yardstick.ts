import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { root } from '../../deploy/local/project.js';
import { debianPostgresPlaces, places } from '../../deploy/local/servers/binaries.js';

const run = promisify(execFile);
const FOLDER = join(root, 'test/load/yardstick');
const DATABASE = 'yardstick';
const SECONDS = 10;
const THREADS = 2;

export type Script = 'pg-order' | 'pg-order-hot';

/** PostgreSQL alone, doing the writes of an order: in the same server, in a database of its own. */
export class Yardstick {
  private constructor(
    private readonly url: URL,
    private readonly pgbench: string,
  ) {}

  static async prepare(superuserUrl: string): Promise<Yardstick> {
    const pgbench = [...places(), ...debianPostgresPlaces()].map((place) => join(place, 'pgbench')).find(existsSync);
    if (!pgbench)
      throw new Error('pgbench is missing: it comes with PostgreSQL (Debian: postgresql, postgresql-contrib)');
    const url = new URL(superuserUrl);
    await asSuperuser(superuserUrl, `CREATE DATABASE ${DATABASE}`);
    url.pathname = `/${DATABASE}`;
    const schema = readFileSync(join(FOLDER, 'schema.sql'), 'utf8');
    for (const statement of schema.split(/;\s*$/m).filter((part) => part.trim() !== '')) {
      await asSuperuser(url.toString(), statement);
    }
    return new Yardstick(url, pgbench);
  }

  /** Transactions per second. */
  async perSecond(script: Script, clients: number): Promise<number> {
    const args = ['-n', '-f', join(FOLDER, `${script}.sql`), '-c', clients, '-j', THREADS, '-T', SECONDS];
    const { hostname, port, username, password } = this.url;
    const { stdout } = await run(this.pgbench, args.map(String), {
      env: { PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password, PGDATABASE: DATABASE },
    });
    const [, perSecond] = /tps = ([\d.]+)/.exec(stdout) ?? [];
    if (!perSecond) throw new Error(`pgbench said nothing of its rate: ${stdout}`);
    return Number(perSecond);
  }
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
