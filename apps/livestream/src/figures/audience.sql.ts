import type { Tx } from '#database/tx.js';
import type { ViewerId, ViewId } from '#kernel/id.js';
import type { Wanted } from './wanted.js';

/** Of one session or account; null: of all together. */
export interface AudienceSums {
  key: string | null;
  views: number;
  viewers: number;
  peakViews: number;
  presentS: bigint;
  onAirS: bigint;
  watchedS: bigint;
}

/**
 * A view lasts from the first word of it to the last, at least a second. Views that end and begin at the same moment are
 * not at the same time.
 */
export function addUpAudience(tx: Tx, wanted: Wanted): Promise<AudienceSums[]> {
  const { companyId, liveSessionId, accountId, paidFrom, paidUntil, by } = wanted;
  return tx.sql<AudienceSums>`
    WITH session AS (
      SELECT company_id, live_session_id, started_at, coalesce(ended_at, now()) AS until,
        CASE ${by} WHEN 'SESSION' THEN live_session_id::text WHEN 'ACCOUNT' THEN account_id::text END AS key
      FROM live_session
      WHERE company_id = ${companyId} AND started_at IS NOT NULL
        AND (${liveSessionId}::uuid IS NULL OR live_session_id = ${liveSessionId}::uuid)
        AND (${accountId}::uuid IS NULL OR account_id = ${accountId}::uuid)
        AND (started_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN ${paidFrom}::date AND ${paidUntil}::date),
    aired AS (
      SELECT of, sum(extract(epoch FROM until - started_at))::bigint AS on_air_s
      FROM session, LATERAL (VALUES ('all'), ('of ' || key)) AS k (of) WHERE of IS NOT NULL GROUP BY of),
    seen AS (
      SELECT of, viewer, first_at, greatest(last_at, first_at + interval '1 second') AS gone_at, played_s
      FROM session JOIN view USING (company_id, live_session_id), LATERAL (VALUES ('all'), ('of ' || key)) AS k (of)
      WHERE of IS NOT NULL),
    summed AS (
      SELECT of, count(*)::int AS views, count(DISTINCT viewer)::int AS viewers, sum(played_s)::bigint AS watched_s,
        sum(extract(epoch FROM gone_at - first_at))::bigint AS present_s
      FROM seen GROUP BY of),
    peak AS (
      SELECT of, max(at_once)::int AS at_once
      FROM (SELECT of, sum(step) OVER (PARTITION BY of ORDER BY at, step) AS at_once
            FROM (SELECT of, first_at AS at, 1 AS step FROM seen UNION ALL SELECT of, gone_at, -1 FROM seen) AS steps
           ) AS running
      GROUP BY of)
    SELECT CASE WHEN of <> 'all' THEN substr(of, 4) END AS key, coalesce(views, 0) AS views,
      coalesce(viewers, 0) AS viewers, coalesce(at_once, 0) AS "peakViews", coalesce(present_s, 0) AS "presentS",
      on_air_s AS "onAirS", coalesce(watched_s, 0) AS "watchedS"
    FROM aired LEFT JOIN summed USING (of) LEFT JOIN peak USING (of)`;
}

/** Of one session, account or item; null: of all together. */
export interface CardSums {
  key: string | null;
  exposedViewers: number;
  clickedViewers: number;
}

export function addUpCards(tx: Tx, wanted: Wanted): Promise<CardSums[]> {
  const { companyId, liveSessionId, accountId, skuId, paidFrom, paidUntil, by } = wanted;
  return tx.sql<CardSums>`
    SELECT CASE WHEN of <> 'all' THEN substr(of, 4) END AS key,
      count(DISTINCT viewer) FILTER (WHERE kind = 'EXPOSED')::int AS "exposedViewers",
      count(DISTINCT viewer) FILTER (WHERE kind = 'CLICKED')::int AS "clickedViewers"
    FROM card_touch t JOIN live_session s USING (company_id, live_session_id), LATERAL (VALUES ('all'), ('of ' ||
      CASE ${by} WHEN 'SESSION' THEN live_session_id::text WHEN 'ACCOUNT' THEN account_id::text
        WHEN 'ITEM' THEN sku_id::text END)) AS k (of)
    WHERE company_id = ${companyId} AND of IS NOT NULL
      AND (${liveSessionId}::uuid IS NULL OR live_session_id = ${liveSessionId}::uuid)
      AND (${accountId}::uuid IS NULL OR account_id = ${accountId}::uuid)
      AND (${skuId}::uuid IS NULL OR sku_id = ${skuId}::uuid)
      AND (started_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN ${paidFrom}::date AND ${paidUntil}::date
    GROUP BY of`;
}

/** A word that somebody watched on for some seconds. */
export interface Beat {
  companyId: string;
  liveSessionId: string;
  viewId: ViewId;
  viewer: ViewerId;
  playedS: number;
}

/**
 * Of sessions on air; each view once in a batch. A view that was silent for more than half a minute has ended, and the
 * next word begins another one. Nobody has watched longer than time went by.
 */
export async function noteBeats(tx: Tx, beats: Beat[]): Promise<void> {
  await tx.sql`
    WITH beat AS (
      SELECT * FROM unnest(${beats.map((beat) => beat.companyId)}::uuid[], ${beats.map((beat) => beat.liveSessionId)}::uuid[],
                           ${beats.map((beat) => beat.viewId)}::uuid[], ${beats.map((beat) => beat.viewer)}::uuid[],
                           ${beats.map((beat) => beat.playedS)}::int[])
        AS b (company_id, live_session_id, view_id, viewer, played_s)),
    known AS (
      SELECT b.*, coalesce(v.part, 0) + CASE WHEN v.last_at >= now() - interval '30 seconds' THEN 0 ELSE 1 END AS part
      FROM beat b
        JOIN live_session s USING (company_id, live_session_id)
        LEFT JOIN LATERAL (
          SELECT part, last_at FROM view
          WHERE (view.company_id, view.live_session_id, view.view_id) = (b.company_id, b.live_session_id, b.view_id)
          ORDER BY part DESC LIMIT 1) v ON true
      WHERE s.status IN ('LIVE', 'INTERRUPTED'))
    INSERT INTO view (company_id, live_session_id, view_id, part, viewer, first_at, last_at, played_s)
    SELECT company_id, live_session_id, view_id, part, viewer, now(), now(), 0 FROM known
    ON CONFLICT (company_id, live_session_id, view_id, part) DO UPDATE SET
      last_at = greatest(view.last_at, EXCLUDED.last_at),
      played_s = least(
        view.played_s + (SELECT beat.played_s FROM beat WHERE (beat.company_id, beat.live_session_id, beat.view_id)
                           = (view.company_id, view.live_session_id, view.view_id)),
        ceil(extract(epoch FROM greatest(view.last_at, EXCLUDED.last_at) - view.first_at))::int)`;
}

/** Of cards of the session's bag; how many of those told were. */
export async function noteTouches(
  tx: Tx,
  liveSessionId: string,
  touches: { skuId: string; kind: string }[],
  viewerIn: (companyId: string) => ViewerId,
): Promise<number | undefined> {
  const [route] = await tx.sql<{ companyId: string }>`
    SELECT company_id AS "companyId" FROM session_route WHERE live_session_id = ${liveSessionId}`;
  if (!route) return undefined;
  const [noted] = await tx.sql<{ n: number }>`
    WITH told AS (
      SELECT sku_id, kind FROM unnest(${touches.map((touch) => touch.skuId)}::uuid[],
                                      ${touches.map((touch) => touch.kind)}::text[]) AS t (sku_id, kind)
        JOIN bag_item b USING (sku_id)
        JOIN live_session s USING (company_id, live_session_id)
      WHERE b.company_id = ${route.companyId} AND b.live_session_id = ${liveSessionId}
        AND s.started_at IS NOT NULL),
    noted AS (
      INSERT INTO card_touch (company_id, live_session_id, sku_id, kind, viewer)
      SELECT DISTINCT ${route.companyId}::uuid, ${liveSessionId}::uuid, sku_id, kind, ${viewerIn(route.companyId)}::uuid
      FROM told
      ON CONFLICT DO NOTHING)
    SELECT count(*)::int AS n FROM told`;
  return noted?.n ?? 0;
}
