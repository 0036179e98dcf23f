import type { Tx } from '#database/tx.js';
import type { PastSession } from './past-session.js';

/** Writes those whose account is the company's and whose id is nobody's yet; returns how many. */
export async function writePastSessions(tx: Tx, sessions: PastSession[]): Promise<number> {
  const [row] = await tx.sql<{ taken: number }>`
    WITH past AS (
      SELECT p.* FROM unnest(
        ${sessions.map((one) => one.companyId)}::uuid[], ${sessions.map((one) => one.liveSessionId)}::uuid[],
        ${sessions.map((one) => one.accountId)}::uuid[], ${sessions.map((one) => one.title)}::text[],
        ${sessions.map((one) => one.startedAt)}::timestamptz[], ${sessions.map((one) => one.endedAt)}::timestamptz[]
      ) AS p (company_id, live_session_id, account_id, title, started_at, ended_at)
      JOIN account USING (company_id, account_id)
    ), claimed AS (
      INSERT INTO session_route (live_session_id, company_id) SELECT live_session_id, company_id FROM past
      ON CONFLICT DO NOTHING RETURNING live_session_id
    ), written AS (
      INSERT INTO live_session (company_id, live_session_id, account_id, title, status, starts_at, started_at, ended_at,
        created_at)
      SELECT company_id, live_session_id, account_id, title, 'ENDED', started_at, started_at, ended_at, started_at
      FROM past JOIN claimed USING (live_session_id)
      RETURNING live_session_id
    )
    SELECT count(*)::int AS taken FROM written`;
  return row?.taken ?? 0;
}

/** Whether a company has all these accounts. */
export async function hasAccounts(tx: Tx, [first, ...others]: PastSession[]): Promise<boolean> {
  if (!first) return true;
  const wanted = [...new Set([first, ...others].map(({ accountId }) => accountId))];
  const [row] = await tx.sql<{ found: number }>`
    SELECT count(*)::int AS found FROM account
    WHERE company_id = ${first.companyId} AND account_id = ANY(${wanted}::uuid[])`;
  return row?.found === wanted.length;
}
