import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { Every } from '#service/every.js';
import { OpenPayment } from './open-payment.js';
import type { NewPayment } from './provider.js';

const AT_ONCE = 50;
const PAUSE_S = 15;

/** Payments that were written down and never answered for: asked for again, under the same key. */
@Injectable()
export class FinishPayments {
  constructor(
    private readonly db: Db,
    private readonly openPayment: OpenPayment,
  ) {}

  @Every('5s')
  async sweep(): Promise<void> {
    let due: (NewPayment & { ageMs: number })[];
    // Ends: whatever was taken is not due again before its pause is over.
    do {
      due = await this.db.single((tx) => takeDue(tx, AT_ONCE));
      await Promise.all(due.map(({ ageMs, ...payment }) => this.openPayment.open(payment, ageMs)));
    } while (due.length === AT_ONCE);
  }
}

/** Only of orders that can still be paid: the others' are ended together with them. */
function takeDue(tx: Tx, limit: number) {
  return tx.sql<NewPayment & { ageMs: number }>`
    WITH due AS (
      SELECT company_id, payment_id FROM payment WHERE due_at <= now()
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE payment p SET due_at = now() + ${PAUSE_S} * interval '1 second'
      FROM due WHERE (p.company_id, p.payment_id) = (due.company_id, due.payment_id) AND p.status = 'CREATING'
      RETURNING p.*
    )
    SELECT taken.company_id AS "companyId", payment_id AS "paymentId", taken.order_id AS "orderId",
      o.buyer_id AS "buyerId", amount_fen AS "amountFen", idempotency_key AS "idempotencyKey",
      (extract(epoch FROM now() - created_at) * 1000)::float8 AS "ageMs"
    FROM taken JOIN orders o ON (o.company_id, o.order_id) = (taken.company_id, taken.order_id)
    WHERE o.status = 'AWAITING_PAYMENT'`;
}
