import type { Tx } from '#database/tx.js';
import type { CompanyId, OrderId, RefundId } from '#kernel/id.js';
import type { RefundRow } from './refund-view.js';

/** Refunds of orders, in the order in which they were asked for. */
export function refundsOfOrders(tx: Tx, keys: { companyId: CompanyId; orderId: OrderId }[]): Promise<RefundRow[]> {
  return tx.sql<RefundRow>`
    SELECT r.refund_id AS "refundId", r.order_id AS "orderId", r.status, r.kind, r.amount_fen AS "amountFen", r.reason,
      r.requested_at AS "requestedAt", r.decide_by AS "decideBy", r.approve_by_default AS "approveByDefault",
      r.decision_reason AS "decisionReason", r.photo_keys AS "photoKeys", r.goods_sent_at AS "goodsSentAt",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('lineId', line_id, 'quantity', rl.quantity,
          'amountFen', rl.amount_fen::text) ORDER BY line_no), '[]')
        FROM refund_line rl JOIN order_line USING (company_id, order_id, line_no)
        WHERE (rl.company_id, rl.refund_id) = (r.company_id, r.refund_id)) AS lines
    FROM unnest(${keys.map((key) => key.companyId)}::uuid[], ${keys.map((key) => key.orderId)}::uuid[])
        AS k (company_id, order_id)
      JOIN refund r USING (company_id, order_id)
    ORDER BY r.requested_at, r.refund_id`;
}

export async function readRefund(tx: Tx, companyId: CompanyId, refundId: RefundId): Promise<RefundRow> {
  const [order] = await tx.sql<{ orderId: OrderId }>`
    SELECT order_id AS "orderId" FROM refund WHERE company_id = ${companyId} AND refund_id = ${refundId}`;
  const refunds = order ? await refundsOfOrders(tx, [{ companyId, orderId: order.orderId }]) : [];
  const refund = refunds.find((one) => one.refundId === refundId);
  if (!refund) throw new Error(`Refund ${refundId} is routed to ${companyId} and not there`);
  return refund;
}

/** A place in the list of open refunds: microseconds since 1970, and the id. */
export interface RefundPlace {
  requestedUs: string;
  refundId: string;
}

/** A page of what waits for a company's decision, the longest first, after a refund; and the place of its last. */
export async function openRefunds(
  tx: Tx,
  companyId: CompanyId,
  { after, limit }: { after: RefundPlace; limit: number },
): Promise<{ refunds: RefundRow[]; last: RefundPlace | undefined }> {
  const page = await tx.sql<{ refundId: RefundId; orderId: OrderId; requestedUs: bigint }>`
    SELECT refund_id AS "refundId", order_id AS "orderId",
      (extract(epoch FROM requested_at) * 1000000)::bigint AS "requestedUs"
    FROM refund
    WHERE company_id = ${companyId} AND decide_by IS NOT NULL AND (requested_at, refund_id)
      > (timestamptz 'epoch' + ${after.requestedUs}::bigint * interval '1 microsecond', ${after.refundId}::uuid)
    ORDER BY requested_at, refund_id LIMIT ${limit}`;
  const orderIds = [...new Set(page.map(({ orderId }) => orderId))];
  const refunds = await refundsOfOrders(
    tx,
    orderIds.map((orderId) => ({ companyId, orderId })),
  );
  const last = page.length === limit ? page.at(-1) : undefined;
  return {
    refunds: page.flatMap(({ refundId }) => refunds.find((one) => one.refundId === refundId) ?? []),
    last: last && { requestedUs: String(last.requestedUs), refundId: last.refundId },
  };
}
