import type { Tx } from '#database/tx.js';
import type { AccountId, CompanyId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import type { StreamState } from '../streams/stream.js';
import type { Status } from './session.js';

/** A session as anybody may see it, but for what only the catalog knows of its bag. */
export interface ShownSession {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  accountId: AccountId;
  title: string;
  status: Status;
  startsAt: Date | null;
  pinnedSkuId: SkuId | null;
  /** In the order of the bag; where they are cut, what is pinned stays. */
  skuIds: SkuId[];
  /** Null, and all beside it: no flash offer runs. */
  offerId: OfferId | null;
  offerSkuId: SkuId;
  offerPriceFen: bigint;
  offerShare: number;
  offerPerBuyerLimit: number;
  offerStatus: string;
  offerEndsAt: Date | null;
  /** Null, and all beside it: nobody was given a key to stream it. */
  streamState: StreamState | null;
  playUrl: string;
  recordedFrom: Date | null;
  replayUrl: string | null;
}

export interface Listed extends ShownSession {
  createdMicros: string;
}

export async function findShown(tx: Tx, liveSessionId: LiveSessionId, bagMax: number) {
  const [session] = await tx.sql<ShownSession>`
    SELECT s.company_id AS "companyId", s.live_session_id AS "liveSessionId", s.account_id AS "accountId", s.title,
           s.status, s.starts_at AS "startsAt", s.pinned_sku_id AS "pinnedSkuId",
           ARRAY(SELECT sku_id FROM bag_item b
                 WHERE b.company_id = s.company_id AND b.live_session_id = s.live_session_id
                 ORDER BY position LIMIT ${bagMax}) AS "skuIds",
           f.offer_id AS "offerId", f.sku_id AS "offerSkuId", f.price_fen AS "offerPriceFen", f.share AS "offerShare",
           f.per_buyer_limit AS "offerPerBuyerLimit", f.status AS "offerStatus", f.ends_at AS "offerEndsAt",
           st.state AS "streamState", st.play_url AS "playUrl", st.recorded_from AS "recordedFrom",
           CASE WHEN s.status IN ('ENDED', 'SEALED') THEN (
             SELECT replay_url FROM recording r
             WHERE r.company_id = s.company_id AND r.live_session_id = s.live_session_id
               AND sealed_at IS NOT NULL AND removed_at IS NULL
             ORDER BY duration_ms DESC, recording_id LIMIT 1) END AS "replayUrl"
    FROM session_route r
    JOIN live_session s ON s.company_id = r.company_id AND s.live_session_id = r.live_session_id
    LEFT JOIN session_stream st ON st.company_id = s.company_id AND st.live_session_id = s.live_session_id
    LEFT JOIN flash_offer f ON f.company_id = s.company_id AND f.live_session_id = s.live_session_id
      AND f.status <> 'CLOSED' AND (f.ends_at IS NULL OR f.ends_at > now())
    WHERE r.live_session_id = ${liveSessionId}`;
  return session;
}

/** Newest first, after a place in the list; drafts are nobody's to see. */
export async function listShown(
  tx: Tx,
  status: Status,
  after: { createdMicros: string; liveSessionId: string } | undefined,
  { rows, bagMax }: { rows: number; bagMax: number },
): Promise<Listed[]> {
  return tx.sql<Listed>`
    SELECT s.company_id AS "companyId", s.live_session_id AS "liveSessionId", s.account_id AS "accountId", s.title,
           s.status, s.starts_at AS "startsAt", s.pinned_sku_id AS "pinnedSkuId",
           (extract(epoch FROM s.created_at) * 1000000)::bigint::text AS "createdMicros",
           ARRAY(SELECT sku_id
                 FROM (SELECT sku_id, position FROM bag_item b
                       WHERE b.company_id = s.company_id AND b.live_session_id = s.live_session_id
                       ORDER BY sku_id IS NOT DISTINCT FROM s.pinned_sku_id DESC, position LIMIT ${bagMax}) AS first
                 ORDER BY position) AS "skuIds",
           f.offer_id AS "offerId", f.sku_id AS "offerSkuId", f.price_fen AS "offerPriceFen", f.share AS "offerShare",
           f.per_buyer_limit AS "offerPerBuyerLimit", f.status AS "offerStatus", f.ends_at AS "offerEndsAt",
           st.state AS "streamState", st.play_url AS "playUrl", st.recorded_from AS "recordedFrom",
           CASE WHEN s.status IN ('ENDED', 'SEALED') THEN (
             SELECT replay_url FROM recording r
             WHERE r.company_id = s.company_id AND r.live_session_id = s.live_session_id
               AND sealed_at IS NOT NULL AND removed_at IS NULL
             ORDER BY duration_ms DESC, recording_id LIMIT 1) END AS "replayUrl"
    FROM live_session s
    LEFT JOIN session_stream st ON st.company_id = s.company_id AND st.live_session_id = s.live_session_id
    LEFT JOIN flash_offer f ON f.company_id = s.company_id AND f.live_session_id = s.live_session_id
      AND f.status <> 'CLOSED' AND (f.ends_at IS NULL OR f.ends_at > now())
    WHERE s.status = ${status} AND s.status <> 'DRAFT'
      AND (s.created_at, s.live_session_id) < (
        coalesce(timestamptz 'epoch' + ${after?.createdMicros ?? null}::bigint * interval '1 microsecond', 'infinity'),
        coalesce(${after?.liveSessionId ?? null}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY s.created_at DESC, s.live_session_id DESC
    LIMIT ${rows}`;
}

export interface OfCompany extends ShownSession {
  rank: number;
  place: string;
}

/** Whatever its state. Where it stands: on air, announced, drafts, over; the next one announced first, else the newest. */
export async function listOfCompany(
  tx: Tx,
  { companyId, accountId, status }: { companyId: CompanyId; accountId: AccountId | null; status: Status | null },
  after: { rank: number; place: string; liveSessionId: string } | undefined,
  { rows, bagMax }: { rows: number; bagMax: number },
): Promise<OfCompany[]> {
  return tx.sql<OfCompany>`
    WITH placed AS (
      SELECT *, CASE WHEN status IN ('LIVE', 'INTERRUPTED') THEN 0 WHEN status IN ('READY', 'SCHEDULED') THEN 1
          WHEN status = 'DRAFT' THEN 2 ELSE 3 END AS rank,
        (CASE WHEN status IN ('READY', 'SCHEDULED') THEN extract(epoch FROM starts_at)
          ELSE -extract(epoch FROM created_at) END * 1000000)::bigint AS place
      FROM live_session
      WHERE company_id = ${companyId} AND (${accountId}::uuid IS NULL OR account_id = ${accountId}::uuid)
        AND (${status}::text IS NULL OR status = ${status}))
    SELECT s.company_id AS "companyId", s.live_session_id AS "liveSessionId", s.account_id AS "accountId", s.title,
           s.status, s.starts_at AS "startsAt", s.pinned_sku_id AS "pinnedSkuId", s.rank, s.place::text,
           ARRAY(SELECT sku_id FROM bag_item b
                 WHERE b.company_id = s.company_id AND b.live_session_id = s.live_session_id
                 ORDER BY position LIMIT ${bagMax}) AS "skuIds",
           f.offer_id AS "offerId", f.sku_id AS "offerSkuId", f.price_fen AS "offerPriceFen", f.share AS "offerShare",
           f.per_buyer_limit AS "offerPerBuyerLimit", f.status AS "offerStatus", f.ends_at AS "offerEndsAt",
           st.state AS "streamState", st.play_url AS "playUrl", st.recorded_from AS "recordedFrom",
           CASE WHEN s.status IN ('ENDED', 'SEALED') THEN (
             SELECT replay_url FROM recording r
             WHERE r.company_id = s.company_id AND r.live_session_id = s.live_session_id
               AND sealed_at IS NOT NULL AND removed_at IS NULL
             ORDER BY duration_ms DESC, recording_id LIMIT 1) END AS "replayUrl"
    FROM placed s
    LEFT JOIN session_stream st ON st.company_id = s.company_id AND st.live_session_id = s.live_session_id
    LEFT JOIN flash_offer f ON f.company_id = s.company_id AND f.live_session_id = s.live_session_id
      AND f.status <> 'CLOSED' AND (f.ends_at IS NULL OR f.ends_at > now())
    WHERE (s.rank, s.place, s.live_session_id) > (
      ${after?.rank ?? -1}::int, ${after?.place ?? '0'}::bigint,
      ${after?.liveSessionId ?? '00000000-0000-0000-0000-000000000000'}::uuid)
    ORDER BY s.rank, s.place, s.live_session_id
    LIMIT ${rows}`;
}
