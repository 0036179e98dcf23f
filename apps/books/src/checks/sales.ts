import type { Row } from '../book.js';
import { check, type Books, type Check } from '../check.js';
import { pairs } from '../pairs.js';

interface Fact extends Row {
  key: string;
  order_id: string;
  live_session_id: string;
  amount_fen: bigint;
  items: bigint;
  young: boolean;
}

const SOLD = `
  SELECT o.order_id::text AS key, o.order_id::text, o.live_session_id::text, o.total_fen AS amount_fen,
    sum(l.quantity) AS items, o.paid_at > now() - make_interval(secs => $1) AS young
  FROM orders o JOIN order_line l USING (company_id, order_id)
  WHERE o.live_session_id IS NOT NULL AND o.paid_by IS NOT NULL
  GROUP BY o.company_id, o.order_id ORDER BY o.order_id`;
// What went back of money that had paid for the order; strays were never counted.
const GIVEN_BACK = `
  SELECT r.refund_id::text AS key, o.order_id::text, o.live_session_id::text, r.amount_fen, 0::bigint AS items,
    r.finished_at > now() - make_interval(secs => $1) AS young
  FROM refund r JOIN orders o ON o.company_id = r.company_id AND o.paid_by = r.payment_id
  WHERE o.live_session_id IS NOT NULL AND r.status = 'SUCCEEDED'
  ORDER BY r.refund_id`;

const told = (says: string, kind: 'paid' | 'refunded', sql: string): Check => ({
  says,
  async *breaches({ orders, livestream, youngS }: Books) {
    const happened = orders.rows<Fact>(sql, [youngS]);
    const counted = livestream.rows<Fact>(
      `SELECT ref_id::text AS key, order_id::text, live_session_id::text, amount_fen,
         CASE kind WHEN 'paid' THEN items ELSE 0 END::bigint AS items,
         recorded_at > now() - make_interval(secs => $1) AS young
       FROM sale_fact f WHERE kind = $2 AND NOT EXISTS (
         SELECT FROM sale_fact b WHERE b.company_id = f.company_id AND b.ref_id = f.ref_id AND b.kind = 'refund_failed')
       ORDER BY ref_id`,
      [youngS, kind],
    );
    for await (const { left: sale, right: fact } of pairs(happened, counted)) {
      const same =
        sale?.amount_fen === fact?.amount_fen &&
        sale?.live_session_id === fact?.live_session_id &&
        sale?.items === fact?.items;
      if (same || sale?.young || (!sale && fact?.young)) continue;
      yield { order_id: sale?.order_id ?? fact?.order_id, sold_fen: sale?.amount_fen, counted_fen: fact?.amount_fen };
    }
  },
});

/** What sessions sold: told by orders, counted by livestream. */
export const sales = [
  told('Every paid order of a session is counted there', 'paid', SOLD),
  told('Every refund of a session is counted there', 'refunded', GIVEN_BACK),
  check(
    'The figures of a session are the sums of its facts',
    'livestream',
    `SELECT company_id, live_session_id, s.paid_orders, f.paid_orders AS facts_orders, s.paid_fen, f.paid_fen AS facts_fen,
       s.items, f.items AS facts_items, s.refunded_fen, f.refunded_fen AS facts_refunded
     FROM session_sales s
     FULL JOIN (
       SELECT company_id, live_session_id,
         count(*) FILTER (WHERE kind = 'paid') AS paid_orders,
         coalesce(sum(amount_fen) FILTER (WHERE kind = 'paid'), 0) AS paid_fen,
         coalesce(sum(items) FILTER (WHERE kind = 'paid'), 0) AS items,
         coalesce(sum(CASE kind WHEN 'refunded' THEN amount_fen WHEN 'refund_failed' THEN -amount_fen END), 0)
           AS refunded_fen
       FROM sale_fact GROUP BY 1, 2
     ) f USING (company_id, live_session_id)
     WHERE coalesce(s.paid_orders, 0) <> coalesce(f.paid_orders, 0) OR coalesce(s.paid_fen, 0) <> coalesce(f.paid_fen, 0)
       OR coalesce(s.items, 0) <> coalesce(f.items, 0) OR coalesce(s.refunded_fen, 0) <> coalesce(f.refunded_fen, 0)`,
  ),
];
