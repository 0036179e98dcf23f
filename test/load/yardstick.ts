import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { root } from '../../deploy/local/project.js';
import { debianPostgresPlaces, places } from '../../deploy/local/servers/binaries.js';
import type { Supervised } from '../../deploy/local/supervised.js';
import type { System } from '../../deploy/local/system.js';
import { cpuOf, cpuOfEnded } from './meters.js';

const run = promisify(execFile);
const FOLDER = join(root, 'test/load/yardstick');
const DATABASE = 'yardstick';
const SECONDS = 10;
const THREADS = 2;

export type Script = 'pg-order' | 'pg-order-hot';

export interface Taken {
  perSecond: number;
  /** Of a transaction, PostgreSQL's and pgbench's together: dearer than usual where the machine is busy with other things. */
  cpuMs: number;
}

/** PostgreSQL alone, doing the writes of an order: in the same server, in a database of its own. */
export class Yardstick {
  private constructor(
    private readonly postgres: Supervised,
    private readonly url: URL,
    private readonly pgbench: string,
  ) {}

  static async prepare({ postgres, postgresUrl }: System): Promise<Yardstick> {
    const pgbench = [...places(), ...debianPostgresPlaces()].map((place) => join(place, 'pgbench')).find(existsSync);
    if (!pgbench)
      throw new Error('pgbench is missing: it comes with PostgreSQL (Debian: postgresql, postgresql-contrib)');
    const url = new URL(postgresUrl);
    await asSuperuser(postgresUrl, `CREATE DATABASE ${DATABASE}`);
    url.pathname = `/${DATABASE}`;
    const schema = readFileSync(join(FOLDER, 'schema.sql'), 'utf8');
    for (const statement of schema.split(/;\s*$/m).filter((part) => part.trim() !== '')) {
      await asSuperuser(url.toString(), statement);
    }
    return new Yardstick(postgres, url, pgbench);
  }

  async take(script: Script, clients: number): Promise<Taken> {
    const used = this.usedMs();
    const args = ['-n', '-f', join(FOLDER, `${script}.sql`), '-c', clients, '-j', THREADS, '-T', SECONDS];
    const { hostname, port, username, password } = this.url;
    const { stdout } = await run(this.pgbench, args.map(String), {
      env: { PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password, PGDATABASE: DATABASE },
    });
    const [, perSecond] = /tps = ([\d.]+)/.exec(stdout) ?? [];
    const [, count] = /transactions actually processed: (\d+)/.exec(stdout) ?? [];
    if (!perSecond || !count) throw new Error(`pgbench said nothing of its rate: ${stdout}`);
    return { perSecond: Number(perSecond), cpuMs: (this.usedMs() - used) / Number(count) };
  }

  private usedMs(): number {
    return (cpuOf([this.postgres])[this.postgres.name] ?? 0) + cpuOfEnded();
  }
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
