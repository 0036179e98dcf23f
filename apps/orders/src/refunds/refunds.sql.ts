import { StrayPaymentReturnedSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { Tx } from '#database/tx.js';
import type { CompanyId, OrderId, PaymentId } from '#kernel/id.js';
import type { NewRefund, SeenRefund } from '../payments/provider.js';

// A refund takes its provider hours at times: asked about again soon at first, then every ten minutes.
const PAUSE_S = 15;
const PAUSE_MAX_S = 600;

export interface DueRefund extends NewRefund {
  companyId: CompanyId;
  orderId: OrderId;
  paymentId: PaymentId;
  /** The provider's own id, once it is known. */
  ref: string | null;
  ageMs: number;
}

export function takeDue(tx: Tx, limit: number): Promise<DueRefund[]> {
  return tx.sql<DueRefund>`
    WITH due AS (
      SELECT company_id, refund_id FROM refund WHERE due_at <= now()
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE refund f SET due_at = now() + least(${PAUSE_MAX_S} * interval '1 second',
      greatest(${PAUSE_S} * interval '1 second', (now() - f.requested_at) / 4))
    FROM due, provider_ref r
    WHERE (f.company_id, f.refund_id) = (due.company_id, due.refund_id) AND r.payment_id = f.payment_id
    RETURNING f.company_id AS "companyId", f.refund_id AS "refundId", f.order_id AS "orderId",
      f.payment_id AS "paymentId", f.amount_fen AS "amountFen", f.idempotency_key AS "idempotencyKey", f.ref,
      r.ref AS "paymentRef", (extract(epoch FROM now() - f.requested_at) * 1000)::float8 AS "ageMs"`;
}

/** What became of it; told once, when the money is back. */
export async function noteRefund(tx: Tx, refund: DueRefund, { ref, status }: SeenRefund): Promise<void> {
  const { companyId, refundId, orderId, paymentId, amountFen } = refund;
  const moved = await tx.sql`
    UPDATE refund SET ref = ${ref}, status = ${status}::text,
      finished_at = CASE WHEN ${status}::text = 'PENDING' THEN NULL ELSE now() END,
      due_at = CASE WHEN ${status}::text = 'PENDING' THEN due_at END
    WHERE company_id = ${companyId} AND refund_id = ${refundId} AND status IN ('REQUESTED', 'PENDING')
    RETURNING refund_id`;
  if (moved.length === 1 && status === 'SUCCEEDED') {
    await tx.publish(StrayPaymentReturnedSchema, { orderId, companyId, paymentId, refundId, amountFen });
  }
}

/** The provider told something about a refund: it is looked at at once. */
export async function hasten(tx: Tx, refs: string[]): Promise<void> {
  await tx.sql`UPDATE refund SET due_at = now() WHERE ref = ANY(${refs}::text[]) AND due_at IS NOT NULL`;
}
