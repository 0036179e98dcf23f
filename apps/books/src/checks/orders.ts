import type { Row } from '../book.js';
import { check, type Books, type Check } from '../check.js';
import { pairs } from '../pairs.js';

interface OrderRow extends Row {
  key: string;
  order_id: string;
  status: string;
  young: boolean;
}

interface HoldRow extends Row {
  key: string;
  status: string;
  young: boolean;
}

/** What becomes of a hold, by what became of its order. An order is first and its hold follows. */
const HOLD_OF: Record<string, string[]> = {
  AWAITING_PAYMENT: ['ADOPTED'],
  EXPIRING: ['ADOPTED'],
  PAID: ['SOLD'],
  SHIPPED: ['SOLD'],
  COMPLETED: ['SOLD'],
  CANCELLED: ['FREED'],
  EXPIRED: ['FREED'],
  REFUNDED: ['SOLD', 'FREED'],
};

const everyOrderHasItsHold: Check = {
  says: 'The hold of every order is where its order is',
  async *breaches({ orders, catalog, youngS }: Books) {
    const rows = orders.rows<OrderRow>(
      `SELECT hold_id::text AS key, order_id, company_id, status,
         greatest(placed_at, paid_at, expiring_since) > now() - make_interval(secs => $1) OR due_at > now() AS young
       FROM orders ORDER BY hold_id`,
      [youngS],
    );
    const holds = catalog.rows<HoldRow>(
      `SELECT hold_id::text AS key, company_id, status, held_at > now() - make_interval(secs => $1) AS young
       FROM hold ORDER BY hold_id`,
      [youngS],
    );
    for await (const { left: order, right: hold } of pairs(rows, holds)) {
      const adopted = hold?.status === 'ADOPTED' || hold?.status === 'SOLD';
      if (!order && adopted && !hold.young) yield { hold_id: hold.key, hold: hold.status, order: 'none' };
      if (order && !order.young && !HOLD_OF[order.status]?.includes(hold?.status ?? '')) {
        yield { order_id: order.order_id, order: order.status, hold_id: order.key, hold: hold?.status ?? 'none' };
      }
    }
  },
};

interface Moved extends Row {
  key: string;
  order_id: string;
  status: string;
}

const everyReallocationIsBoth: Check = {
  says: 'What orders reallocated, catalog moved; and nothing else',
  async *breaches({ orders, catalog }: Books) {
    const asked = orders.rows<Moved>(
      'SELECT reallocation_id::text AS key, order_id::text, company_id, status FROM reallocation ORDER BY reallocation_id',
    );
    const done = catalog.rows<Row & { key: string }>(
      'SELECT reallocation_id::text AS key, company_id FROM reallocation ORDER BY reallocation_id',
    );
    for await (const { left: wish, right: move } of pairs(asked, done)) {
      // One that is not certain yet may have moved or not.
      if (wish?.status === 'ASKED' || (wish?.status === 'DONE') === (move !== undefined)) continue;
      yield { reallocation_id: wish?.key ?? move?.key, order_id: wish?.order_id, asked: wish?.status, moved: !!move };
    }
  },
};

/** What orders say of themselves. */
export const orders = [
  check(
    'Every order is the sum of its lines',
    'orders',
    `SELECT o.company_id, order_id, total_fen, o.freight_fen, sum(l.cash_fen) AS lines_cash, sum(l.freight_fen) AS lines_freight
     FROM orders o LEFT JOIN order_line l USING (company_id, order_id)
     GROUP BY o.company_id, order_id, total_fen, o.freight_fen
     HAVING total_fen IS DISTINCT FROM sum(l.cash_fen) OR o.freight_fen IS DISTINCT FROM sum(l.freight_fen)`,
  ),
  check(
    'Every piece of a line comes from a lot',
    'orders',
    `SELECT company_id, order_id, line_no, quantity, allocations FROM order_line
     WHERE quantity <> (SELECT coalesce(sum((a ->> 'pieces')::int), 0) FROM jsonb_array_elements(allocations) AS a)`,
  ),
  check(
    'Every order has one checkout and one route',
    'orders',
    `SELECT o.company_id, o.order_id, count(c.checkout_id) AS checkouts, count(r.order_id) AS routes
     FROM orders o
     LEFT JOIN checkout c ON c.buyer_id = o.buyer_id AND c.order_id = o.order_id AND c.company_id = o.company_id
     LEFT JOIN order_route r ON r.order_id = o.order_id AND r.company_id = o.company_id AND r.buyer_id = o.buyer_id
     GROUP BY o.company_id, o.order_id HAVING count(c.checkout_id) <> 1 OR count(r.order_id) <> 1`,
  ),
  check(
    'A paid order was paid once, in full',
    'orders',
    `SELECT o.company_id, o.order_id, o.status, total_fen, paid_by, count(p.payment_id) AS paid,
       array_agg(p.received_fen) AS received
     FROM orders o
     LEFT JOIN payment p ON p.company_id = o.company_id AND p.order_id = o.order_id
       AND p.status = 'SUCCEEDED' AND p.stray IS NULL
     GROUP BY o.company_id, o.order_id
     HAVING CASE WHEN o.paid_by IS NULL THEN count(p.payment_id) > 0
            ELSE count(p.payment_id) <> 1 OR min(p.payment_id::text) <> o.paid_by::text OR min(p.received_fen) <> total_fen END`,
  ),
  check(
    'What left of a line is what its parcels hold',
    'orders',
    `SELECT l.company_id, l.order_id, line_id, shipped_quantity, coalesce(p.quantity, 0) AS in_parcels
     FROM order_line l LEFT JOIN (
       SELECT company_id, line_id, sum(quantity) AS quantity FROM shipment_line GROUP BY 1, 2
     ) p USING (company_id, line_id)
     WHERE shipped_quantity <> coalesce(p.quantity, 0)`,
  ),
  everyOrderHasItsHold,
  everyReallocationIsBoth,
];
