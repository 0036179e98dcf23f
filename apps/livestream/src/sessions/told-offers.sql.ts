import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';

export interface SessionName {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

interface Untold extends SessionName {
  version: number;
  /** What is bought there is bought in its replay. */
  over: boolean;
  /** What is bought on air, and afterwards in the replay of what was streamed here; else empty off air. */
  skuIds: SkuId[];
}

/** What the catalog has not acknowledged of a session, if anything. */
export async function findUntold(tx: Tx, { companyId, liveSessionId }: SessionName): Promise<Untold | undefined> {
  const [untold] = await tx.sql<Untold>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", version, status IN ('ENDED', 'SEALED') AS over,
           ARRAY(SELECT sku_id FROM bag_item b
                 WHERE b.company_id = s.company_id AND b.live_session_id = s.live_session_id
                   AND (s.status IN ('LIVE', 'INTERRUPTED')
                     OR s.status IN ('ENDED', 'SEALED') AND EXISTS (
                       SELECT FROM session_stream st
                       WHERE st.company_id = s.company_id AND st.live_session_id = s.live_session_id
                         AND st.state <> 'NONE'))
                 ORDER BY position) AS "skuIds"
    FROM live_session s
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND version > offers_version_told`;
  return untold;
}

export async function markTold(tx: Tx, { companyId, liveSessionId, version }: Untold): Promise<void> {
  await tx.sql`
    UPDATE live_session SET offers_version_told = greatest(offers_version_told, ${version}::int)
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
}

/** Sessions whose verb has had its time to tell the catalog and did not. */
export async function findForgotten(tx: Tx, max: number): Promise<SessionName[]> {
  return tx.sql<SessionName>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId"
    FROM live_session
    WHERE version > offers_version_told AND version_at < now() - interval '3 seconds'
    ORDER BY version_at LIMIT ${max}`;
}
