import type { Row } from '../book.js';
import { check, type Books, type Check } from '../check.js';
import { pairs } from '../pairs.js';

interface Sold extends Row {
  key: string;
  fen: bigint;
  /** Null where livestream heard of the order before it kept lines. */
  lines: string | null;
  placed_ms: bigint;
  in_session: boolean;
  young: boolean;
}

interface GivenBack extends Row {
  key: string;
  order_id: string;
  fen: bigint;
  in_session: boolean;
  young: boolean;
}

/** Everything that was paid, as orders have it. */
const PAID = `
  SELECT o.order_id::text AS key, o.total_fen AS fen,
    string_agg(concat_ws(' ', l.line_id, l.sku_id, l.quantity, l.cash_fen), ', ' ORDER BY l.line_id) AS lines,
    floor(extract(epoch FROM o.placed_at) * 1000)::bigint AS placed_ms, o.live_session_id IS NOT NULL AS in_session,
    o.paid_at > now() - make_interval(secs => $1) AS young
  FROM orders o JOIN order_line l USING (company_id, order_id) WHERE o.paid_by IS NOT NULL
  GROUP BY o.company_id, o.order_id ORDER BY o.order_id`;
const CREDITED = `
  SELECT s.order_id::text AS key, s.cash_fen AS fen,
    CASE WHEN count(l.line_id) = count(l.sku_id)
      THEN string_agg(concat_ws(' ', l.line_id, l.sku_id, l.quantity, l.cash_fen), ', ' ORDER BY l.line_id) END AS lines,
    floor(extract(epoch FROM s.placed_at) * 1000)::bigint AS placed_ms, s.live_session_id IS NOT NULL AS in_session,
    s.recorded_at > now() - make_interval(secs => $1) AS young
  FROM sale s LEFT JOIN sale_line l USING (company_id, order_id)
  GROUP BY s.company_id, s.order_id ORDER BY s.order_id`;

const GIVEN = `
  SELECT r.refund_id::text AS key, r.order_id::text, r.amount_fen AS fen, o.live_session_id IS NOT NULL AS in_session,
    r.finished_at > now() - make_interval(secs => $1) AS young
  FROM refund r JOIN orders o ON o.company_id = r.company_id AND o.paid_by = r.payment_id
  WHERE r.status = 'SUCCEEDED' ORDER BY r.refund_id`;
const GIVEN_AS_COUNTED = `
  SELECT r.refund_id::text AS key, r.order_id::text, r.cash_fen AS fen, s.live_session_id IS NOT NULL AS in_session,
    r.recorded_at > now() - make_interval(secs => $1) AS young
  FROM sale_refund r LEFT JOIN sale s USING (company_id, order_id)
  WHERE NOT EXISTS (
    SELECT FROM sale_refund_failed f
    WHERE (f.company_id, f.order_id, f.refund_id) = (r.company_id, r.order_id, r.refund_id))
  ORDER BY r.refund_id`;

/** Whether livestream keeps what is sold outside of sessions: not of the time before it was told when orders were placed. */
async function keepsAll({ livestream }: Books): Promise<boolean> {
  for await (const _ of livestream.rows('SELECT FROM sale WHERE buyer = order_id LIMIT 1')) return false;
  return true;
}

const everySaleIsCredited: Check = {
  says: 'Every paid order is in the figures, line by line, as it was placed and paid',
  async *breaches(books) {
    const { orders, livestream, youngS } = books;
    const all = await keepsAll(books);
    const sold = orders.rows<Sold>(PAID, [youngS]);
    for await (const { left: order, right: sale } of pairs(sold, livestream.rows<Sold>(CREDITED, [youngS]))) {
      const asSold = sale?.lines === null || (order?.lines === sale?.lines && order?.placed_ms === sale?.placed_ms);
      if (order?.fen === sale?.fen && asSold) continue;
      if (order?.young || (!order && sale?.young) || (order && !sale && !order.in_session && !all)) continue;
      yield { order_id: order?.key ?? sale?.key, sold: order?.lines, credited: sale?.lines };
    }
  },
};

const everyRefundIsCredited: Check = {
  says: 'Every refund that reached its buyer is in the figures, and no other is',
  async *breaches(books) {
    const { orders, livestream, youngS } = books;
    const all = await keepsAll(books);
    const given = orders.rows<GivenBack>(GIVEN, [youngS]);
    const counted = livestream.rows<GivenBack>(GIVEN_AS_COUNTED, [youngS]);
    for await (const { left: refund, right: fact } of pairs(given, counted)) {
      if (refund?.fen === fact?.fen || refund?.young || (!refund && fact?.young)) continue;
      if (refund && !fact && !refund.in_session && !all) continue;
      yield { refund_id: refund?.key ?? fact?.key, order_id: refund?.order_id ?? fact?.order_id };
    }
  },
};

const apart = (what: string, table: string, id: string) =>
  check(
    `No two ${what} of a session are at the same time`,
    'livestream',
    `SELECT company_id, live_session_id, a.${id}, b.${id} AS other
     FROM ${table} a JOIN ${table} b USING (company_id, live_session_id)
     WHERE a.${id} < b.${id} AND a.starts_at < coalesce(b.ends_at, 'infinity')
       AND b.starts_at < coalesce(a.ends_at, 'infinity')`,
  );

/** Who sold what: recomputed from who was on duty and what was pinned. */
export const figures = [
  everySaleIsCredited,
  everyRefundIsCredited,
  check(
    'Every order is credited to its session and to who was on duty when it was placed',
    'livestream',
    `SELECT s.company_id, s.order_id, s.live_session_id, l.live_session_id AS its_session, s.host_id, d.person_id AS on_duty
     FROM sale s
     LEFT JOIN sale_fact f ON f.company_id = s.company_id AND f.ref_id = s.order_id AND f.kind = 'paid'
     LEFT JOIN live_session l ON l.company_id = f.company_id AND l.live_session_id = f.live_session_id
     LEFT JOIN duty d ON d.company_id = l.company_id AND d.live_session_id = l.live_session_id
       AND d.starts_at <= s.placed_at AND s.placed_at < coalesce(d.ends_at, 'infinity')
     WHERE s.buyer <> s.order_id
       AND (s.live_session_id IS DISTINCT FROM l.live_session_id OR s.host_id IS DISTINCT FROM d.person_id)`,
  ),
  check(
    'Every line is credited to the last time its SKU was pinned before the order was placed',
    'livestream',
    `SELECT * FROM (
       SELECT s.company_id, s.order_id, l.line_id, l.episode_id, (
         SELECT e.episode_id FROM pin_episode e
         WHERE e.company_id = s.company_id AND e.live_session_id = s.live_session_id AND e.sku_id = l.sku_id
           AND e.starts_at <= s.placed_at
         ORDER BY e.starts_at DESC LIMIT 1) AS shown
       FROM sale s JOIN sale_line l USING (company_id, order_id)) AS line
     WHERE episode_id IS DISTINCT FROM shown`,
  ),
  check(
    'A sale is the sum of its lines, and a refund of its own',
    'livestream',
    `SELECT s.company_id, s.order_id, NULL::uuid AS refund_id, s.cash_fen, coalesce(sum(l.cash_fen), 0) AS lines_fen
     FROM sale s LEFT JOIN sale_line l USING (company_id, order_id)
     GROUP BY s.company_id, s.order_id HAVING s.cash_fen <> coalesce(sum(l.cash_fen), 0)
     UNION ALL
     SELECT r.company_id, r.order_id, r.refund_id, r.cash_fen, coalesce(sum(l.cash_fen), 0)
     FROM sale_refund r LEFT JOIN sale_refund_line l USING (company_id, order_id, refund_id)
     GROUP BY r.company_id, r.order_id, r.refund_id HAVING r.cash_fen <> coalesce(sum(l.cash_fen), 0)`,
  ),
  check(
    'What a session sold is what its hosts sold',
    'livestream',
    `SELECT company_id, live_session_id, s.paid_orders, h.orders AS hosts_orders, s.paid_fen, h.fen AS hosts_fen,
       s.refunded_fen, h.back AS hosts_refunded
     FROM session_sales s JOIN live_session USING (company_id, live_session_id)
     LEFT JOIN (
       SELECT company_id, live_session_id, count(*) AS orders, sum(cash_fen) AS fen, coalesce(sum(back), 0) AS back
       FROM sale LEFT JOIN (
         SELECT company_id, order_id, sum(cash_fen) AS back
         FROM sale_refund LEFT JOIN sale_refund_failed f USING (company_id, order_id, refund_id)
         WHERE f.refund_id IS NULL GROUP BY 1, 2
       ) r USING (company_id, order_id)
       GROUP BY 1, 2
     ) h USING (company_id, live_session_id)
     WHERE s.paid_orders <> coalesce(h.orders, 0) OR s.paid_fen <> coalesce(h.fen, 0)
       OR s.refunded_fen <> coalesce(h.back, 0)`,
  ),
  check(
    'Nobody watched longer than time went by',
    'livestream',
    `SELECT company_id, live_session_id, view_id, part, first_at, last_at, played_s FROM view
     WHERE played_s > ceil(extract(epoch FROM last_at - first_at))`,
  ),
  apart('duties', 'duty', 'duty_id'),
  apart('pins', 'pin_episode', 'episode_id'),
];
