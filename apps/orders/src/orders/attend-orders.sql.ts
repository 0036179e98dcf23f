import type { Tx } from '#database/tx.js';
import type { OrderKey } from './order-view.sql.js';

// Whoever takes an order has this long to finish; then it is anybody's again.
const LEASE_S = 15;
// An order that cannot be ended is tried less and less often.
const PAUSE_MAX_S = 60;

export interface DueOrder extends OrderKey {
  status: string;
  /** How long its end has been coming. */
  expiringForS: number;
}

/**
 * Takes orders that somebody must look at. One whose time is over begins to expire here: from now on no new payment can
 * be asked for.
 */
export function takeDue(tx: Tx, limit: number): Promise<DueOrder[]> {
  return tx.sql<DueOrder>`
    WITH due AS (
      SELECT company_id, order_id FROM orders WHERE due_at <= now()
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE orders o SET
      status = CASE o.status WHEN 'AWAITING_PAYMENT' THEN 'EXPIRING' ELSE o.status END,
      version = CASE o.status WHEN 'AWAITING_PAYMENT' THEN o.version + 1 ELSE o.version END,
      expiring_since = CASE o.status WHEN 'AWAITING_PAYMENT' THEN now() ELSE o.expiring_since END,
      due_at = now() + least(${PAUSE_MAX_S} * interval '1 second',
        greatest(${LEASE_S} * interval '1 second', (now() - coalesce(o.expiring_since, now())) / 4))
    FROM due WHERE (o.company_id, o.order_id) = (due.company_id, due.order_id)
    RETURNING o.company_id AS "companyId", o.order_id AS "orderId", o.status,
      coalesce(extract(epoch FROM now() - o.expiring_since), 0)::float8 AS "expiringForS"`;
}

/** The buyer does not want it any more: written down first, so that a crash cannot forget it. False: too late. */
export async function wishCancelled(tx: Tx, { companyId, orderId }: OrderKey): Promise<boolean> {
  const rows = await tx.sql`
    UPDATE orders SET status = 'EXPIRING', version = version + 1, expiring_since = now(), cancel_requested_at = now(),
      due_at = now() + ${LEASE_S} * interval '1 second'
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND status = 'AWAITING_PAYMENT'
    RETURNING order_id`;
  return rows.length === 1;
}
