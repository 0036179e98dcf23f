import type { Tx } from '#database/tx.js';
import type { Fen } from '#kernel/fen.js';
import type { CompanyId, OrderId, PaymentId, PersonId } from '#kernel/id.js';
import type { OrderKey } from '../orders/order-view.sql.js';
import type { PayableOrder } from './attempts.js';
import type { PaymentStatus } from './settlement.js';

const OPEN_WITHIN_S = 10;

export interface KnownPayment {
  paymentId: PaymentId;
  orderId: OrderId;
  companyId: CompanyId;
  buyerId: PersonId;
  provider: string;
  status: PaymentStatus;
  amountFen: Fen;
  clientSecret: string | null;
  idempotencyKey: string;
  /** Its order can still be paid. */
  open: boolean;
}

/** The order's row is held, so that two attempts cannot both find nothing open. */
export async function lockForAttempt(tx: Tx, { companyId, orderId }: OrderKey): Promise<PayableOrder> {
  const [order] = await tx.sql<Omit<PayableOrder, 'attempts'>>`
    SELECT status, total_fen AS "totalFen", cancel_requested_at IS NOT NULL AS "cancelRequested",
      expires_at <= now() AS "timeIsOver"
    FROM orders WHERE company_id = ${companyId} AND order_id = ${orderId} FOR UPDATE`;
  if (!order) throw new Error(`Order ${orderId} is routed to ${companyId} and not there`);
  const attempts = await tx.sql<PayableOrder['attempts'][number]>`
    SELECT status, stray FROM payment WHERE company_id = ${companyId} AND order_id = ${orderId}`;
  return { ...order, attempts };
}

export async function findPayment(tx: Tx, paymentId: PaymentId): Promise<KnownPayment | undefined> {
  const [payment] = await tx.sql<KnownPayment>`
    SELECT p.payment_id AS "paymentId", p.order_id AS "orderId", p.company_id AS "companyId", p.provider, p.status,
      o.buyer_id AS "buyerId",
      p.amount_fen AS "amountFen", p.client_secret AS "clientSecret", p.idempotency_key AS "idempotencyKey",
      o.status = 'AWAITING_PAYMENT' AS open
    FROM provider_ref r JOIN payment p USING (company_id, payment_id)
      JOIN orders o ON (o.company_id, o.order_id) = (p.company_id, p.order_id)
    WHERE r.payment_id = ${paymentId}`;
  return payment;
}

export async function addAttempt(
  tx: Tx,
  { companyId, orderId }: OrderKey,
  { paymentId, buyerId, provider, amountFen }: Pick<KnownPayment, 'paymentId' | 'buyerId' | 'provider' | 'amountFen'>,
): Promise<KnownPayment> {
  const idempotencyKey = `pay:${paymentId}`;
  await tx.sql`
    WITH known AS (
      INSERT INTO provider_ref (payment_id, company_id, order_id, provider)
      VALUES (${paymentId}, ${companyId}, ${orderId}, ${provider})
    )
    INSERT INTO payment (company_id, payment_id, order_id, provider, amount_fen, idempotency_key, due_at)
    VALUES (${companyId}, ${paymentId}, ${orderId}, ${provider}, ${amountFen}, ${idempotencyKey},
      now() + ${OPEN_WITHIN_S} * interval '1 second')`;
  return {
    paymentId,
    orderId,
    companyId,
    buyerId,
    provider,
    status: 'CREATING',
    amountFen,
    clientSecret: null,
    idempotencyKey,
    open: true,
  };
}
