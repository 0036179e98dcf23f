import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';
import type { FactRow } from './room-answer.js';

export interface Head {
  companyId: CompanyId;
  epoch: string;
  seq: bigint;
}

/** How far a room is, and its facts after one of them, from one look at the database. */
export async function findFacts(tx: Tx, liveSessionId: LiveSessionId, afterSeq: bigint, max: number) {
  const [found] = await tx.sql<Head & { facts: FactRow[] }>`
    SELECT s.company_id AS "companyId", room_epoch() AS epoch, s.room_seq AS seq,
           coalesce((
             SELECT jsonb_agg(jsonb_build_object('seq', f.seq, 'kind', f.kind, 'body', f.body,
                                                 'at', floor(extract(epoch FROM f.at) * 1000)::bigint) ORDER BY f.seq)
             FROM (SELECT * FROM room_fact f
                   WHERE f.company_id = s.company_id AND f.live_session_id = s.live_session_id AND f.seq > ${afterSeq}
                   ORDER BY f.seq LIMIT ${max}) AS f), '[]') AS facts
    FROM session_route r
    JOIN live_session s ON s.company_id = r.company_id AND s.live_session_id = r.live_session_id
    WHERE r.live_session_id = ${liveSessionId}`;
  return found;
}

/** How far the facts are, where the bag last changed, and which facts stay in force. */
export async function findStanding(tx: Tx, liveSessionId: LiveSessionId) {
  const [found] = await tx.sql<Head & { bagVersion: bigint; standing: FactRow[] }>`
    SELECT s.company_id AS "companyId", room_epoch() AS epoch, s.room_seq AS seq,
           coalesce((SELECT max(seq) FROM room_fact f
                     WHERE f.company_id = s.company_id AND f.live_session_id = s.live_session_id
                       AND kind = 'BAG_CHANGED'), 0) AS "bagVersion",
           coalesce((
             SELECT jsonb_agg(jsonb_build_object('seq', seq, 'kind', kind, 'body', body,
                                                 'at', floor(extract(epoch FROM at) * 1000)::bigint) ORDER BY seq)
             FROM (SELECT DISTINCT ON (thing) seq, kind, body, at
                   FROM (SELECT *, CASE WHEN kind LIKE 'COUPON%' THEN body ->> 'couponId' ELSE kind END AS thing
                         FROM room_fact f
                         WHERE f.company_id = s.company_id AND f.live_session_id = s.live_session_id
                           AND kind IN ('MUTED_ALL', 'SLOW_MODE', 'HOST_CHANGED', 'COUPON_OFFERED', 'COUPON_ENDED')) t
                   ORDER BY thing, seq DESC) AS last
             WHERE kind <> 'COUPON_ENDED'), '[]') AS standing
    FROM session_route r
    JOIN live_session s ON s.company_id = r.company_id AND s.live_session_id = r.live_session_id
    WHERE r.live_session_id = ${liveSessionId}`;
  return found;
}

/** Which SKUs are sold in a room: those on the table, or all of the bag. */
export async function findOnTable(tx: Tx, liveSessionId: LiveSessionId, whole: boolean) {
  const [found] = await tx.sql<Head & { skuIds: SkuId[] }>`
    SELECT s.company_id AS "companyId", room_epoch() AS epoch, s.room_seq AS seq,
           CASE WHEN ${whole}::boolean
             THEN ARRAY(SELECT sku_id FROM bag_item b
                        WHERE b.company_id = s.company_id AND b.live_session_id = s.live_session_id ORDER BY position)
             ELSE array_remove(ARRAY[s.pinned_sku_id, nullif(f.sku_id, s.pinned_sku_id)], NULL) END AS "skuIds"
    FROM session_route r
    JOIN live_session s ON s.company_id = r.company_id AND s.live_session_id = r.live_session_id
    LEFT JOIN flash_offer f ON f.company_id = s.company_id AND f.live_session_id = s.live_session_id
      AND f.status <> 'CLOSED' AND (f.ends_at IS NULL OR f.ends_at > now())
    WHERE r.live_session_id = ${liveSessionId}`;
  return found;
}

export interface Pinned {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  skuId: SkuId;
}

/** What is pinned anywhere on air. */
export const findPinned = (tx: Tx, max: number) => tx.sql<Pinned>`
  SELECT company_id AS "companyId", live_session_id AS "liveSessionId", pinned_sku_id AS "skuId"
  FROM live_session WHERE status IN ('LIVE', 'INTERRUPTED') AND pinned_sku_id IS NOT NULL LIMIT ${max}`;
