import type { Tx } from '#database/tx.js';
import type { Fen } from '#kernel/fen.js';
import type { PaymentId, PersonId } from '#kernel/id.js';
import type { PaymentStatus, Stray } from '../payments/settlement.js';
import type { OrderKey } from './order-view.sql.js';

/** A payment of an order, as whoever ends the order must know it. */
export interface Attempt {
  paymentId: PaymentId;
  status: PaymentStatus;
  stray: Stray | null;
  ref: string | null;
  amountFen: Fen;
  buyerId: PersonId;
  idempotencyKey: string;
  ageMs: number;
}

export function readAttempts(tx: Tx, { companyId, orderId }: OrderKey): Promise<Attempt[]> {
  return tx.sql<Attempt>`
    SELECT p.payment_id AS "paymentId", p.status, p.stray, r.ref, p.amount_fen AS "amountFen",
      o.buyer_id AS "buyerId", p.idempotency_key AS "idempotencyKey",
      (extract(epoch FROM now() - p.created_at) * 1000)::float8 AS "ageMs"
    FROM orders o JOIN payment p USING (company_id, order_id) JOIN provider_ref r USING (payment_id)
    WHERE o.company_id = ${companyId} AND o.order_id = ${orderId}`;
}

/** What was promised: to be held again at the same price. */
export function readPromise(tx: Tx, { companyId, orderId }: OrderKey) {
  return tx.sql<{ buyerId: PersonId; skuId: string; quantity: number; priceFen: bigint }>`
    SELECT o.buyer_id AS "buyerId", l.sku_id AS "skuId", l.quantity, l.price_fen AS "priceFen"
    FROM orders o JOIN order_line l USING (company_id, order_id)
    WHERE o.company_id = ${companyId} AND o.order_id = ${orderId} ORDER BY l.line_no`;
}
