import pg from 'pg';

export interface Counted {
  /** As the services sent them, BEGIN and COMMIT among them. */
  statements: number;
  /** Ended in the services' databases, by whomever; told up to ten seconds late by idle connections. */
  transactions: number;
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
