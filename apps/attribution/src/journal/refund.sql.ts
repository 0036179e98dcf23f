import type { Tx } from '#database/tx.js';
import type { Refund } from './refund.js';

/** One refund of an order at a time, for each is a share of what the earlier ones left. */
export async function lockOrders(tx: Tx, orderIds: string[]): Promise<void> {
  await tx.sql`
    SELECT pg_advisory_xact_lock(hashtextextended(order_id, 0)) FROM unnest(${[...orderIds].sort()}::text[]) AS order_id`;
}

export async function parkRefund(tx: Tx, { companyId, refundId, orderId, amountFen }: Refund): Promise<void> {
  await tx.sql`
    INSERT INTO parked_refund (company_id, refund_id, order_id, amount_fen)
    VALUES (${companyId}, ${refundId}, ${orderId}, ${amountFen}) ON CONFLICT DO NOTHING`;
}

/** Takes the parked refunds of these orders; whoever comes second finds none. */
export async function takeParked(tx: Tx, orderIds: string[]): Promise<Refund[]> {
  return tx.sql<Refund>`
    DELETE FROM parked_refund WHERE order_id = ANY(${orderIds}::uuid[])
    RETURNING company_id AS "companyId", refund_id AS "refundId", order_id AS "orderId", amount_fen AS "amountFen"`;
}

/** Orders that are in the books although a refund of theirs is still parked. */
export async function parkedButPosted(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.sql<{ orderId: string }>`
    SELECT DISTINCT order_id AS "orderId" FROM parked_refund AS parked
    WHERE EXISTS (SELECT FROM journal WHERE journal.order_id = parked.order_id
                  AND journal.company_id = parked.company_id AND kind = 'order_paid')
    LIMIT ${limit}`;
  return rows.map(({ orderId }) => orderId);
}
