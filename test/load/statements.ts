import pg from 'pg';

export interface Counted {
  /** As the services sent them, BEGIN and COMMIT among them. */
  statements: number;
  /** Ended in the services' databases, by whomever; told up to ten seconds late by idle connections. */
  transactions: number;
}

const SHOWN = 25;
const WORDS = 140;

/** The statements that took PostgreSQL's time, the dearest first; one line each. */
export async function dearest(superuserUrl: string): Promise<string[]> {
  const client = new pg.Client(superuserUrl);
  await client.connect();
  const { rows } = await client.query<{ who: string; calls: string; ms: string; query: string }>(`
    SELECT rolname AS who, calls, round(total_exec_time) AS ms, regexp_replace(query, '\\s+', ' ', 'g') AS query
    FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid
    WHERE rolname ~ '_(app|work)$' ORDER BY total_exec_time DESC LIMIT ${SHOWN}`);
  await client.end();
  return rows.map(({ who, calls, ms, query }) => `${ms} ms in ${calls} calls, ${who}: ${query.trim().slice(0, WORDS)}`);
}

/** What PostgreSQL has counted since it started; undefined where it keeps no statistics of statements. */
export async function countStatements(superuserUrl: string): Promise<Counted | undefined> {
  const client = new pg.Client(superuserUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ statements: string; transactions: string }>(`
      SELECT
        (SELECT sum(calls) FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid
         WHERE rolname ~ '_(app|work)$') AS statements,
        (SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database WHERE datname LIKE 'tianjian%') AS transactions`);
    return { statements: Number(rows[0]?.statements), transactions: Number(rows[0]?.transactions) };
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return undefined;
    throw error;
  } finally {
    await client.end();
  }
}
