import pg from 'pg';
import { LOGINS, type Login, type Owner } from './project.js';

interface Provision {
  owner: Owner;
  database: string;
  passwords: Record<Login, string>;
}

const DUPLICATE_DATABASE = '42P04';

/**
 * One service's database and its logins. `owner` makes tables, `app` is held to one company by row-level security,
 * `work` names the company itself, `books` only reads. None of them reaches another service's database.
 */
export async function provision(superuserUrl: string, { owner, database, passwords }: Provision): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    for (const login of LOGINS) {
      const role = `${owner}_${login}`;
      if (!(await roleExists(client, role))) await client.query(`CREATE ROLE ${role}`);
      await client.query(
        `ALTER ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD ${pg.escapeLiteral(passwords[login])}`,
      );
    }
    await client.query(`ALTER ROLE ${owner}_books SET default_transaction_read_only = on`);
    await client.query(`CREATE DATABASE ${database} OWNER ${owner}_owner`).catch(unlessThere);
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${owner}_app, ${owner}_work, ${owner}_books`);
  });
}

/** Statement statistics for the bench, where the server has them; and nobody else's business in its own database. */
export async function provisionServer(superuserUrl: string): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    const { rows } = await client.query<{ libraries: string }>(
      "SELECT current_setting('shared_preload_libraries') AS libraries",
    );
    if (rows[0]?.libraries.includes('pg_stat_statements')) {
      await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    }
    await client.query('REVOKE ALL ON DATABASE postgres FROM PUBLIC');
  });
}

async function asSuperuser(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => {}); // Its query tells.
  await client.connect();
  await work(client).finally(() => client.end());
}

async function roleExists(client: pg.Client, role: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  return rowCount === 1;
}

function unlessThere(error: unknown): void {
  if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
}

/** The URL of a database under another login. */
export function urlOf(superuserUrl: string, database: string, user: string, password: string): string {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  url.username = user;
  url.password = password;
  return url.toString();
}
