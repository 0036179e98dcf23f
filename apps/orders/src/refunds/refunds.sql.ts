import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  OrderRefundedSchema,
  Refund_Kind,
  StrayPaymentReturnedSchema,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { RefundFailedSchema } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import type { Tx } from '#database/tx.js';
import { RefundId, type CompanyId, type OrderId, type PaymentId } from '#kernel/id.js';
import type { OrderStatus } from '../orders/order.js';
import type { NewRefund, SeenRefund } from '../payments/provider.js';
import { outcomeOf, statusAfter, type Outcome, type RefundStatus } from './refund.js';

// A refund takes its provider hours at times: asked about again soon at first, then every ten minutes.
const PAUSE_S = 15;
const PAUSE_MAX_S = 600;
// A provider that refused will not think better of it at once; a buyer's closed account may take days.
const SEND_AGAIN_AFTER = '6 hours';

export interface DueRefund extends NewRefund {
  companyId: CompanyId;
  orderId: OrderId;
  paymentId: PaymentId;
  kind: keyof typeof Refund_Kind;
  /** The provider's own id, once it is known. */
  ref: string | null;
  ageMs: number;
}

/** Takes refunds that somebody must send or look at. */
export function takeDue(tx: Tx, limit: number): Promise<DueRefund[]> {
  return tx.sql<DueRefund>`
    WITH due AS (
      SELECT company_id, refund_id FROM refund WHERE due_at <= now()
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE refund f SET due_at = now() + least(${PAUSE_MAX_S} * interval '1 second',
      greatest(${PAUSE_S} * interval '1 second', (now() - coalesce(f.decided_at, f.requested_at)) / 4))
    FROM due, provider_ref r
    WHERE (f.company_id, f.refund_id) = (due.company_id, due.refund_id) AND r.payment_id = f.payment_id
    RETURNING f.company_id AS "companyId", f.refund_id AS "refundId", f.order_id AS "orderId",
      f.payment_id AS "paymentId", f.kind, f.amount_fen AS "amountFen", f.idempotency_key AS "idempotencyKey", f.ref,
      r.ref AS "paymentRef",
      (extract(epoch FROM now() - coalesce(f.decided_at, f.requested_at)) * 1000)::float8 AS "ageMs"`;
}

/** One that was written down a moment ago; undefined if somebody else is at it. */
export async function takeOne(tx: Tx, companyId: CompanyId, refundId: string): Promise<DueRefund | undefined> {
  const [refund] = await tx.sql<DueRefund>`
    UPDATE refund f SET due_at = now() + ${PAUSE_S} * interval '1 second'
    FROM provider_ref r
    WHERE f.company_id = ${companyId} AND f.refund_id = ${refundId} AND f.status = 'PENDING' AND f.ref IS NULL
      AND r.payment_id = f.payment_id
    RETURNING f.company_id AS "companyId", f.refund_id AS "refundId", f.order_id AS "orderId",
      f.payment_id AS "paymentId", f.kind, f.amount_fen AS "amountFen", f.idempotency_key AS "idempotencyKey", f.ref,
      r.ref AS "paymentRef", 0::float8 AS "ageMs"`;
  return refund;
}

interface LockedOrder {
  status: OrderStatus;
  version: number;
  totalFen: bigint;
  refundedFrom: OrderStatus | null;
  paidBy: PaymentId | null;
  liveSessionId: string | null;
  now: Date;
}

/**
 * What became of it, told once: the money is with the buyer, or is not after all. The order is held meanwhile, for it
 * is REFUNDED as long as all its money is back.
 */
export async function noteRefund(tx: Tx, refund: DueRefund, seen: SeenRefund): Promise<Outcome> {
  const order = await lockOrder(tx, refund);
  const before = await lockStatus(tx, refund);
  const outcome = outcomeOf(before, seen.status);
  await writeOutcome(tx, refund, seen, outcome);

  const stray = order.paidBy !== refund.paymentId;
  if (outcome === 'refused' || outcome === 'came back') {
    await (refund.kind === 'WEIGHED' ? askAnew(tx, refund) : releaseMoney(tx, refund));
    if (refund.kind === 'PRE_SALE') await dueAgain(tx, refund);
  }
  if (outcome === 'given' || outcome === 'came back') {
    const version = stray ? order.version : await moveOrder(tx, refund, order);
    if (outcome === 'came back') await tellFailed(tx, refund, order, stray);
    else if (stray) await tx.publish(StrayPaymentReturnedSchema, factsOf(refund));
    else await tellGiven(tx, refund, order, version);
  }
  return outcome;
}

/** The provider told something about a refund: it is looked at at once, also one that was thought done. */
export async function hasten(tx: Tx, refs: string[]): Promise<void> {
  await tx.sql`
    UPDATE refund SET due_at = now()
    WHERE ref = ANY(${refs}::text[]) AND status IN ('REQUESTED', 'PENDING', 'SUCCEEDED')`;
}

async function lockOrder(tx: Tx, { companyId, orderId }: DueRefund): Promise<LockedOrder> {
  const [order] = await tx.sql<LockedOrder>`
    SELECT status, version, total_fen AS "totalFen", refunded_from AS "refundedFrom", paid_by AS "paidBy",
      live_session_id AS "liveSessionId", now() AS now
    FROM orders WHERE company_id = ${companyId} AND order_id = ${orderId} FOR UPDATE`;
  if (!order) throw new Error(`Order ${orderId} has a refund and is not there`);
  return order;
}

async function lockStatus(tx: Tx, { companyId, refundId }: DueRefund): Promise<RefundStatus> {
  const [row] = await tx.sql<{ status: RefundStatus }>`
    SELECT status FROM refund WHERE company_id = ${companyId} AND refund_id = ${refundId} FOR UPDATE`;
  if (!row) throw new Error(`Refund ${refundId} is being sent and is not there`);
  return row.status;
}

async function writeOutcome(
  tx: Tx,
  { companyId, refundId }: DueRefund,
  { ref, status }: SeenRefund,
  outcome: Outcome,
): Promise<void> {
  // One that is done need not be looked at again, unless the provider told something since it was looked at. What it
  // told before we knew its name for the refund found nobody: then it is looked at once more.
  await tx.sql`
    UPDATE refund SET ref = coalesce(${ref}, ref),
      status = CASE WHEN ${outcome} = 'same' THEN refund.status ELSE ${status}::text END,
      finished_at = CASE WHEN ${outcome} = 'same' THEN finished_at WHEN ${outcome} <> 'pending' THEN now() END,
      due_at = CASE WHEN ${outcome} = 'pending' OR (${outcome} = 'given' AND refund.ref IS NULL) THEN due_at
        WHEN (${outcome} = 'given' OR (${outcome} = 'same' AND refund.status = 'SUCCEEDED'))
          AND due_at <= clock_timestamp() THEN due_at END
    WHERE company_id = ${companyId} AND refund_id = ${refundId}`;
}

/** The lines may be asked for this money again. Pieces stay given up: they are back on the shelf. */
async function releaseMoney(tx: Tx, { companyId, refundId }: DueRefund): Promise<void> {
  await tx.sql`
    UPDATE order_line l SET refunded_fen = l.refunded_fen - r.amount_fen
    FROM refund_line r WHERE r.company_id = ${companyId} AND r.refund_id = ${refundId}
      AND (l.company_id, l.order_id, l.line_no) = (r.company_id, r.order_id, r.line_no)`;
}

/** Nobody has to ask for what came too late: what is left of the order is looked at again, and paid back under a new id. */
async function dueAgain(tx: Tx, { companyId, orderId }: DueRefund): Promise<void> {
  await tx.sql`
    UPDATE orders SET presale_due_at = now() + ${SEND_AGAIN_AFTER}::interval
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND presale_lot_id IS NOT NULL`;
}

/**
 * What was weighed is the buyer's, and nobody has to ask for it: it is sent again under a new id, until they have it. The
 * lines keep the money for that.
 */
async function askAnew(tx: Tx, { companyId, refundId }: DueRefund): Promise<void> {
  const again = RefundId.derive('sent again', refundId);
  await tx.sql`
    WITH failed AS (
      SELECT * FROM refund WHERE company_id = ${companyId} AND refund_id = ${refundId}
    ), routed AS (
      INSERT INTO refund_route (refund_id, company_id, order_id, buyer_id)
      SELECT ${again}::uuid, company_id, order_id, buyer_id FROM refund_route WHERE refund_id = ${refundId}
    ), asked AS (
      INSERT INTO refund (company_id, refund_id, order_id, payment_id, amount_fen, reason, provider, idempotency_key,
        kind, content_hash, status, decided_at, due_at)
      SELECT company_id, ${again}::uuid, order_id, payment_id, amount_fen, reason, provider, ${`refund:${again}`}::text,
        kind, content_hash, 'PENDING', later, later
      FROM failed, (SELECT now() + ${SEND_AGAIN_AFTER}::interval AS later) AS due
    )
    INSERT INTO refund_line (company_id, refund_id, order_id, line_no, quantity, amount_fen)
    SELECT company_id, ${again}::uuid, order_id, line_no, quantity, amount_fen FROM refund_line
    WHERE company_id = ${companyId} AND refund_id = ${refundId}`;
}

async function moveOrder(tx: Tx, { companyId, orderId }: DueRefund, order: LockedOrder): Promise<number> {
  const [given] = await tx.sql<{ fen: bigint }>`
    SELECT coalesce(sum(amount_fen), 0)::bigint AS fen FROM refund
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND payment_id = ${order.paidBy}
      AND status = 'SUCCEEDED'`;
  const status = statusAfter(order, given?.fen ?? 0n);
  if (status === order.status) return order.version;
  await tx.sql`
    UPDATE orders SET status = ${status}::text, version = version + 1,
      refunded_from = CASE WHEN ${status}::text = 'REFUNDED' THEN ${order.status}::text END
    WHERE company_id = ${companyId} AND order_id = ${orderId}`;
  return order.version + 1;
}

async function tellGiven(tx: Tx, refund: DueRefund, order: LockedOrder, version: number): Promise<void> {
  const lines = await tx.sql<{ lineId: string; quantity: number; amountFen: bigint }>`
    SELECT l.line_id AS "lineId", r.quantity, r.amount_fen AS "amountFen"
    FROM refund_line r JOIN order_line l USING (company_id, order_id, line_no)
    WHERE r.company_id = ${refund.companyId} AND r.refund_id = ${refund.refundId} ORDER BY line_no`;
  await tx.publish(OrderRefundedSchema, {
    ...factsOf(refund),
    liveSessionId: order.liveSessionId ?? '',
    refundedAt: timestampFromDate(order.now),
    version,
    items: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    lines,
    kind: Refund_Kind[refund.kind],
  });
}

/** A stray was never counted as sold, so nothing is to be counted again. */
async function tellFailed(tx: Tx, refund: DueRefund, order: LockedOrder, stray: boolean): Promise<void> {
  await tx.publish(RefundFailedSchema, {
    ...factsOf(refund),
    liveSessionId: stray ? '' : (order.liveSessionId ?? ''),
    failedAt: timestampFromDate(order.now),
  });
}

const factsOf = ({ orderId, companyId, refundId, paymentId, amountFen }: DueRefund) => ({
  orderId,
  companyId,
  refundId,
  paymentId,
  amountFen,
});
