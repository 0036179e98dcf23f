import type { Tx } from '#database/tx.js';
import type { OrderKey } from '../orders/order-view.sql.js';

/** The buyer has everything. Whoever calls holds the order's lock. */
export async function complete(tx: Tx, { companyId, orderId }: OrderKey): Promise<void> {
  await tx.sql`
    WITH arrived AS (
      UPDATE shipment SET delivered_at = now(), delivered_by = 'buyer'
      WHERE company_id = ${companyId} AND order_id = ${orderId} AND delivered_at IS NULL
    )
    UPDATE orders SET status = 'COMPLETED', version = version + 1, completed_at = now(), complete_at = NULL,
      delivered_at = coalesce(delivered_at, now())
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND status = 'SHIPPED'`;
}

/** Completes orders whose buyers had their time; how many it took. */
export async function completeDue(tx: Tx, limit: number): Promise<number> {
  const rows = await tx.sql`
    WITH due AS (
      SELECT company_id, order_id FROM orders WHERE complete_at <= now() AND status = 'SHIPPED'
      ORDER BY complete_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE orders o SET status = 'COMPLETED', version = o.version + 1, completed_at = now(), complete_at = NULL
    FROM due WHERE (o.company_id, o.order_id) = (due.company_id, due.order_id)
    RETURNING o.order_id`;
  return rows.length;
}

/** Partly shipped orders of which nothing is left to ship, for the rest was refunded; locked. */
export const findLeft = (tx: Tx, limit: number) => tx.sql<OrderKey>`
  SELECT company_id AS "companyId", order_id AS "orderId" FROM orders o
  WHERE status = 'PAID' AND first_shipped_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM order_line l WHERE (l.company_id, l.order_id) = (o.company_id, o.order_id)
      AND shipped_quantity + refunded_quantity < quantity)
  ORDER BY first_shipped_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
