import type { Tx } from '#database/tx.js';

/** What is no session's id is left out. */
export const findCompanies = (tx: Tx, liveSessionIds: string[]) => tx.sql<{ liveSessionId: string; companyId: string }>`
  SELECT live_session_id AS "liveSessionId", company_id AS "companyId"
  FROM session_route JOIN unnest(${liveSessionIds}::text[]) AS asked (id) ON live_session_id::text = id`;
