import type { Tx } from '#database/tx.js';
import type { Wanted } from './wanted.js';

/** Sums under one key; null: all of them together. */
export interface Money {
  key: string | null;
  paidOrders: number;
  buyers: number;
  items: number;
  paidFen: bigint;
  refundedFen: bigint;
  refundedFen1: bigint;
  refundedFen7: bigint;
  refundedFen30: bigint;
  refundedOrders1: number;
  refundedOrders7: number;
  refundedOrders30: number;
}

/**
 * Adds up the facts themselves, so that no figure can differ from them. Each line, and each fen that went back, is under
 * one key and under the total; the empty key takes what has no host, no session or no item.
 */
export function addUpMoney(tx: Tx, wanted: Wanted, rowsMax: number): Promise<Money[]> {
  const { companyId, liveSessionId, accountId, hostId, skuId, paidFrom, paidUntil, window, by } = wanted;
  return tx.sql<Money>`
    WITH sold AS (
      SELECT s.company_id, s.order_id, s.buyer, s.paid_at,
        CASE ${by} WHEN 'SESSION' THEN s.live_session_id::text WHEN 'ACCOUNT' THEN s.account_id::text
          WHEN 'HOST' THEN s.host_id::text WHEN 'DAY' THEN s.paid_on::text
          WHEN 'MINUTE' THEN to_char(s.paid_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI":00Z"') END AS key
      FROM sale s LEFT JOIN live_session l USING (company_id, live_session_id)
      WHERE s.company_id = ${companyId} AND s.paid_on BETWEEN ${paidFrom}::date AND ${paidUntil}::date
        AND (${liveSessionId}::uuid IS NULL OR s.live_session_id = ${liveSessionId}::uuid)
        AND (${accountId}::uuid IS NULL OR s.account_id = ${accountId}::uuid)
        AND (${hostId}::uuid IS NULL OR s.host_id = ${hostId}::uuid)
        AND CASE ${window} WHEN 'ALL' THEN true WHEN 'IN_REPLAY' THEN s.placed_at >= l.ended_at
          ELSE s.placed_at >= l.started_at AND (l.ended_at IS NULL OR s.placed_at <
            CASE ${window} WHEN 'IN_LIVE' THEN l.ended_at
              WHEN 'T0' THEN date_trunc('day', l.ended_at, 'Asia/Shanghai') + interval '1 day'
              WHEN 'T7' THEN l.ended_at + interval '7 days' ELSE l.ended_at + interval '30 days' END) END),
    line AS (
      SELECT sold.order_id, buyer, quantity, cash_fen,
        CASE ${by} WHEN 'ITEM' THEN sku_id::text WHEN 'EPISODE' THEN episode_id::text ELSE key END AS key
      FROM sold JOIN sale_line USING (company_id, order_id)
      WHERE ${skuId}::uuid IS NULL OR sku_id = ${skuId}::uuid),
    back AS (
      SELECT sold.order_id, b.cash_fen, refunded_at - paid_at AS after,
        CASE ${by} WHEN 'ITEM' THEN sku_id::text WHEN 'EPISODE' THEN episode_id::text ELSE key END AS key
      FROM sold JOIN sale_refund r USING (company_id, order_id)
        JOIN sale_refund_line b USING (company_id, order_id, refund_id)
        LEFT JOIN sale_line l USING (company_id, order_id, line_id)
      WHERE (${skuId}::uuid IS NULL OR sku_id = ${skuId}::uuid) AND NOT EXISTS (
        SELECT FROM sale_refund_failed f
        WHERE (f.company_id, f.order_id, f.refund_id) = (r.company_id, r.order_id, r.refund_id))),
    paid AS (
      SELECT of, count(DISTINCT order_id)::int AS orders, count(DISTINCT buyer)::int AS buyers,
        sum(quantity)::int AS items, sum(cash_fen)::bigint AS fen
      FROM line, LATERAL (VALUES ('all'), ('of ' || coalesce(key, ''))) AS k (of) GROUP BY of),
    refunded AS (
      SELECT of, sum(cash_fen)::bigint AS fen,
        sum(cash_fen) FILTER (WHERE after < interval '1 day')::bigint AS fen1,
        sum(cash_fen) FILTER (WHERE after < interval '7 days')::bigint AS fen7,
        sum(cash_fen) FILTER (WHERE after < interval '30 days')::bigint AS fen30,
        count(DISTINCT order_id) FILTER (WHERE after < interval '1 day')::int AS orders1,
        count(DISTINCT order_id) FILTER (WHERE after < interval '7 days')::int AS orders7,
        count(DISTINCT order_id) FILTER (WHERE after < interval '30 days')::int AS orders30
      FROM back, LATERAL (VALUES ('all'), ('of ' || coalesce(key, ''))) AS k (of) GROUP BY of)
    SELECT CASE WHEN of <> 'all' THEN substr(of, 4) END AS key,
      coalesce(orders, 0) AS "paidOrders", coalesce(buyers, 0) AS buyers, coalesce(items, 0) AS items,
      coalesce(paid.fen, 0) AS "paidFen", coalesce(refunded.fen, 0) AS "refundedFen",
      coalesce(fen1, 0) AS "refundedFen1", coalesce(fen7, 0) AS "refundedFen7", coalesce(fen30, 0) AS "refundedFen30",
      coalesce(orders1, 0) AS "refundedOrders1", coalesce(orders7, 0) AS "refundedOrders7",
      coalesce(orders30, 0) AS "refundedOrders30"
    FROM paid FULL JOIN refunded USING (of)
    WHERE of = 'all' OR ${by} <> 'NONE'
    ORDER BY of <> 'all', CASE WHEN ${by} IN ('DAY', 'MINUTE') THEN of END, coalesce(paid.fen, 0) DESC, of
    LIMIT ${rowsMax}`;
}
