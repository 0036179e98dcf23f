import type { Row } from '../book.js';
import { check, type Check } from '../check.js';
import { pairs } from '../pairs.js';

interface Given extends Row {
  key: string;
  order_id: string;
  fen: bigint;
  young: boolean;
}

interface Pieces extends Row {
  key: string;
  pieces: bigint;
  young: boolean;
}

// Of money that had paid for an order; strays have entries of their own kind.
const GIVEN = `
  SELECT r.refund_id::text AS key, r.order_id::text, r.amount_fen AS fen,
    r.finished_at > now() - make_interval(secs => $1) AS young
  FROM refund r WHERE r.status = 'SUCCEEDED' AND r.kind <> 'STRAY' ORDER BY r.refund_id::text COLLATE "C"`;
const BOOKED = `
  SELECT split_part(ref, ':', 2) AS key, min(order_id::text) AS order_id,
    sum((SELECT coalesce(sum(amount), 0) FROM unnest(accounts, amounts) AS leg (account, amount)
      WHERE account = 'clearing:psp'))::bigint AS fen,
    max(recorded_at) > now() - make_interval(secs => $1) AS young
  FROM journal
  WHERE kind = 'order_refunded' OR (kind = 'refund_failed' AND EXISTS (
    SELECT FROM journal given WHERE given.company_id = journal.company_id AND given.order_id = journal.order_id
      AND given.ref = 'order_refunded:' || split_part(journal.ref, ':', 2)))
  GROUP BY 1 ORDER BY split_part(ref, ':', 2) COLLATE "C"`;

const everyRefundIsBooked: Check = {
  says: 'Every refund is in the journal once, for what the buyer got',
  async *breaches({ orders, attribution, youngS }) {
    const given = orders.rows<Given>(GIVEN, [youngS]);
    const booked = attribution.rows<Given>(BOOKED, [youngS]);
    for await (const { left: refund, right: entry } of pairs(given, booked)) {
      if ((refund?.fen ?? 0n) === (entry?.fen ?? 0n) || refund?.young || entry?.young) continue;
      yield {
        refund_id: refund?.key ?? entry?.key,
        order_id: refund?.order_id ?? entry?.order_id,
        given_fen: refund?.fen ?? 0n,
        booked_fen: entry?.fen ?? 0n,
      };
    }
  },
};

const whatWasGivenUpIsBack: Check = {
  says: 'Pieces that were given up before they were shipped are back in their lots',
  async *breaches({ orders, catalog, youngS }) {
    const givenUp = orders.rows<Pieces>(
      `SELECT concat_ws(' ', l.refund_id, o.sku_id, a ->> 'lotId') AS key, sum((a ->> 'pieces')::int) AS pieces,
         bool_or(r.decided_at > now() - make_interval(secs => $1)) AS young
       FROM refund_line l JOIN refund r USING (company_id, refund_id)
         JOIN order_line o ON (o.company_id, o.order_id, o.line_no) = (l.company_id, l.order_id, l.line_no),
         jsonb_array_elements(l.returned) AS a
       GROUP BY 1 ORDER BY concat_ws(' ', l.refund_id, o.sku_id, a ->> 'lotId') COLLATE "C"`,
      [youngS],
    );
    const back = catalog.rows<Pieces>(
      `SELECT concat_ws(' ', source_id, sku_id, lot_id) AS key, sum(pieces) AS pieces,
         bool_or(moved_at > now() - make_interval(secs => $1)) AS young
       FROM movement WHERE kind = 'returned' AND reason = 'refund'
       GROUP BY 1 ORDER BY concat_ws(' ', source_id, sku_id, lot_id) COLLATE "C"`,
      [youngS],
    );
    for await (const { left: told, right: moved } of pairs(givenUp, back)) {
      if (told?.pieces === moved?.pieces || told?.young || moved?.young) continue;
      const [refundId, skuId, lotId] = (told?.key ?? moved?.key ?? '').split(' ');
      yield { refund_id: refundId, sku_id: skuId, lot_id: lotId, given_up: told?.pieces, back: moved?.pieces };
    }
  },
};

/** What went back: as orders, the journal and the stock have it. */
export const refunds = [
  check(
    'A refund is the sum of its lines',
    'orders',
    `SELECT company_id, order_id, refund_id, kind, r.amount_fen, sum(l.amount_fen) AS lines_fen
     FROM refund r LEFT JOIN refund_line l USING (company_id, order_id, refund_id)
     WHERE kind <> 'STRAY' GROUP BY company_id, refund_id
     HAVING r.amount_fen IS DISTINCT FROM sum(l.amount_fen)`,
  ),
  check(
    'A line has given what its refunds say, and never more than it has',
    'orders',
    `SELECT o.company_id, o.order_id, o.line_no, o.refunded_quantity, o.refunded_fen, r.quantity, r.fen
     FROM order_line o
     LEFT JOIN (
       SELECT company_id, order_id, line_no,
         sum(l.quantity) FILTER (WHERE status IN ('PENDING', 'SUCCEEDED', 'FAILED')) AS quantity,
         sum(l.amount_fen) FILTER (WHERE status IN ('PENDING', 'SUCCEEDED')) AS fen
       FROM refund_line l JOIN refund USING (company_id, order_id, refund_id) GROUP BY 1, 2, 3
     ) r USING (company_id, order_id, line_no)
     WHERE o.refunded_quantity <> coalesce(r.quantity, 0) OR o.refunded_fen <> coalesce(r.fen, 0)
       OR o.refunded_fen > o.cash_fen OR o.refunded_quantity > o.quantity`,
  ),
  check(
    'An order is REFUNDED exactly as long as all its money is with the buyer',
    'orders',
    `SELECT o.company_id, o.order_id, o.status, o.total_fen, coalesce(sum(r.amount_fen), 0) AS given_fen
     FROM orders o
     LEFT JOIN refund r ON r.company_id = o.company_id AND r.payment_id = o.paid_by AND r.status = 'SUCCEEDED'
     WHERE o.paid_by IS NOT NULL
     GROUP BY o.company_id, o.order_id
     HAVING (o.status = 'REFUNDED') <> (coalesce(sum(r.amount_fen), 0) >= o.total_fen)`,
  ),
  everyRefundIsBooked,
  whatWasGivenUpIsBack,
];
