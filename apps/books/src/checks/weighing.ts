import type { Row } from '../book.js';
import { check, type Check } from '../check.js';
import { pairs } from '../pairs.js';

interface Waiting extends Row {
  key: string;
  fen: bigint;
  young: boolean;
}

const whatWaitsIsOnItsWay: Check = {
  says: 'What waits for a buyer since their goods were weighed is on its way to them',
  async *breaches({ orders, attribution, youngS }) {
    const sent = orders.rows<Waiting>(
      `SELECT order_id::text AS key, coalesce(sum(amount_fen) FILTER (WHERE status = 'PENDING'), 0)::bigint AS fen,
         max(greatest(requested_at, finished_at)) > now() - make_interval(secs => $1) AS young
       FROM refund WHERE kind = 'WEIGHED' GROUP BY order_id ORDER BY order_id`,
      [youngS],
    );
    const booked = attribution.rows<Waiting>(
      `SELECT order_id::text AS key, sum(leg.amount)::bigint AS fen,
         max(recorded_at) > now() - make_interval(secs => $1) AS young
       FROM journal, unnest(accounts, amounts) AS leg (account, amount)
       WHERE leg.account = 'clearing:weighed' GROUP BY order_id ORDER BY order_id`,
      [youngS],
    );
    for await (const { left: refund, right: entry } of pairs(sent, booked)) {
      if ((refund?.fen ?? 0n) === (entry?.fen ?? 0n) || refund?.young || entry?.young) continue;
      yield { order_id: refund?.key ?? entry?.key, on_its_way_fen: refund?.fen ?? 0n, waiting_fen: entry?.fen ?? 0n };
    }
  },
};

/** Ordered by the piece, priced by weight. */
export const weighing = [
  check(
    'What was weighed costs its grams, and no more than was paid for',
    'orders',
    `SELECT company_id, order_id, line_no, weighed_pieces, weighed_g, piece_fen, net_g, price_fen, charged_fen
     FROM order_line WHERE weighed_g IS NOT NULL
       AND charged_fen <> least((2 * piece_fen * weighed_g + net_g) / (2 * net_g), price_fen * weighed_pieces)`,
  ),
  check(
    'A line weighs what somebody read off the scale',
    'orders',
    `SELECT l.company_id, l.order_id, line_no, l.weighed_g, l.charged_fen, w.grams, w.charged_fen AS on_scale_fen
     FROM order_line l FULL JOIN weighing_line w USING (company_id, order_id, line_no)
     WHERE (l.weighed_pieces, l.weighed_g, l.charged_fen) IS DISTINCT FROM (w.pieces, w.grams, w.charged_fen)
       AND (l.weighed_g IS NOT NULL OR w.grams IS NOT NULL)`,
  ),
  check(
    'What a line weighed less, and its parcel, went back to the buyer',
    'orders',
    // Of lines that nothing else was taken off: there it is the plain difference.
    `SELECT l.company_id, l.order_id, l.line_no, gross_fen, charged_fen, freight_back_fen, coalesce(sum(b.fen), 0) AS back_fen
     FROM order_line l LEFT JOIN (
       SELECT company_id, order_id, line_no, w.amount_fen AS fen FROM refund_line w JOIN refund r
         USING (company_id, order_id, refund_id) WHERE kind = 'WEIGHED' AND r.status IN ('PENDING', 'SUCCEEDED')
     ) b USING (company_id, order_id, line_no)
     WHERE (weighed_g IS NOT NULL OR freight_back_fen > 0 OR b.fen IS NOT NULL) AND discounts = '[]'
       AND NOT EXISTS (SELECT FROM refund_line o JOIN refund r USING (company_id, order_id, refund_id)
         WHERE (o.company_id, o.order_id, o.line_no) = (l.company_id, l.order_id, l.line_no) AND kind <> 'WEIGHED')
     GROUP BY l.company_id, l.order_id, l.line_no
     HAVING coalesce(sum(b.fen), 0) <> gross_fen - coalesce(charged_fen, gross_fen) + freight_back_fen`,
  ),
  whatWaitsIsOnItsWay,
];
