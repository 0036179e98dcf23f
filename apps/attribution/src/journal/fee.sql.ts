import type { Tx } from '#database/tx.js';
import type { Fee } from './fee.js';

export async function parkFee(tx: Tx, { companyId, feeId, orderId, feeFen, estimated }: Fee): Promise<void> {
  await tx.sql`
    INSERT INTO parked_fee (company_id, fee_id, order_id, fee_fen, estimated)
    VALUES (${companyId}, ${feeId}, ${orderId}, ${feeFen}, ${estimated}) ON CONFLICT DO NOTHING`;
}

type Parked = Pick<Fee, 'companyId' | 'feeId' | 'orderId'>;

/** Parked fees whose order has come, or that no order waits for. */
export function bookableFees(tx: Tx, limit: number): Promise<Parked[]> {
  return tx.sql<Parked>`
    SELECT company_id AS "companyId", fee_id AS "feeId", order_id AS "orderId" FROM parked_fee AS parked
    WHERE NOT estimated OR EXISTS (SELECT FROM journal WHERE journal.order_id = parked.order_id
      AND journal.company_id = parked.company_id AND kind = 'order_paid')
    ORDER BY parked_at LIMIT ${limit}`;
}

/** Takes these; whoever comes second finds none. */
export function takeFees(tx: Tx, fees: Parked[]): Promise<Fee[]> {
  return tx.sql<Fee>`
    DELETE FROM parked_fee WHERE (company_id, fee_id) IN (SELECT * FROM unnest(
      ${fees.map(({ companyId }) => companyId)}::uuid[], ${fees.map(({ feeId }) => feeId)}::uuid[]))
    RETURNING company_id AS "companyId", fee_id AS "feeId", order_id AS "orderId", fee_fen AS "feeFen", estimated`;
}
