import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { PiecesGivenUpSchema } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import type { Tx } from '#database/tx.js';
import { Fen } from '#kernel/fen.js';
import type { CompanyId, OrderId, PaymentId, PersonId, RefundId } from '#kernel/id.js';
import { fromAllotment } from '../orders/held.js';
import type { Allotment } from '../orders/order.js';
import type { OrderKey } from '../orders/order-view.sql.js';
import {
  lastPieces,
  neverShipped,
  type Plan,
  type PlannedLine,
  type RefundableLine,
  type RefundableOrder,
} from './after-sale.js';
import type { AskedRefund } from './asked.js';
import type { Undecided } from './decision.js';

// How long whoever decided has to ask the provider before a sweeper does.
const SEND_WITHIN_S = 10;

export interface RefundKey {
  companyId: CompanyId;
  refundId: RefundId;
}

/** An order under lock, with what may still go back of it. */
export interface LockedForRefund extends RefundableOrder, OrderKey {
  buyerId: PersonId;
  paidBy: PaymentId | null;
  provider: string;
}

type LineRow = Omit<RefundableLine, 'cashFen' | 'refundedFen' | 'askedFen'> & {
  cashFen: bigint;
  refundedFen: bigint;
  askedFen: bigint;
};

/**
 * Holds the order's row: packing, another refund and the provider's word about one wait until this is decided, or find
 * it decided.
 */
export async function lockForRefund(tx: Tx, { companyId, orderId }: OrderKey): Promise<LockedForRefund> {
  const [order] = await tx.sql<Omit<LockedForRefund, 'lines'>>`
    SELECT o.company_id AS "companyId", o.order_id AS "orderId", o.buyer_id AS "buyerId", o.paid_by AS "paidBy",
      o.status, o.packed_at IS NOT NULL AS packed, o.delivered_at AS "deliveredAt", now() AS now,
      o.no_return_agreed AS "noReturnAgreed",
      (SELECT provider FROM payment p WHERE (p.company_id, p.payment_id) = (o.company_id, o.paid_by)) AS provider,
      (SELECT count(*)::int FROM refund r WHERE (r.company_id, r.order_id) = (o.company_id, o.order_id)
        AND r.kind <> 'STRAY') AS refunds
    FROM orders o WHERE o.company_id = ${companyId} AND o.order_id = ${orderId} FOR UPDATE OF o`;
  if (!order) throw new Error(`Order ${orderId} is routed to ${companyId} and not there`);
  const lines = await tx.sql<LineRow>`
    SELECT l.line_no AS "lineNo", l.line_id AS "lineId", l.sku_id AS "skuId", l.quantity, l.cash_fen AS "cashFen",
      l.shipped_quantity AS "shippedQuantity", l.refunded_quantity AS "refundedQuantity", l.refunded_fen AS "refundedFen", l.return_class AS "returnClass",
      l.purchase_kind AS "purchaseKind", l.rule_id AS "ruleId", l.allocations,
      coalesce(asked.quantity, 0) AS "askedQuantity", coalesce(asked.fen, 0) AS "askedFen"
    FROM order_line l LEFT JOIN (
      SELECT a.line_no, sum(a.quantity)::int AS quantity, sum(a.amount_fen)::bigint AS fen
      FROM refund_line a JOIN refund r USING (company_id, refund_id)
      WHERE a.company_id = ${companyId} AND a.order_id = ${orderId} AND r.status = 'REQUESTED' GROUP BY a.line_no
    ) AS asked USING (line_no)
    WHERE l.company_id = ${companyId} AND l.order_id = ${orderId} ORDER BY l.line_no`;
  return {
    ...order,
    lines: lines.map(({ cashFen, refundedFen, askedFen, ...line }) => ({
      ...line,
      cashFen: Fen.of(cashFen),
      refundedFen: Fen.of(refundedFen),
      askedFen: Fen.of(askedFen),
    })),
  };
}

/** Whose a refund is. */
export async function findRefundRoute(tx: Tx, refundId: RefundId) {
  const [route] = await tx.sql<{ companyId: CompanyId; orderId: OrderId; buyerId: PersonId }>`
    SELECT company_id AS "companyId", order_id AS "orderId", buyer_id AS "buyerId"
    FROM refund_route WHERE refund_id = ${refundId}`;
  return route;
}

/** What an id was used for before. */
export async function findAsked(tx: Tx, refundId: RefundId) {
  const [earlier] = await tx.sql<{ orderId: OrderId; contentHash: string }>`
    SELECT route.order_id AS "orderId", content_hash AS "contentHash"
    FROM refund_route route JOIN refund USING (company_id, refund_id) WHERE route.refund_id = ${refundId}`;
  return earlier;
}

/** The refund with its lines and its key: all of it stands here before anybody is asked for money. */
export async function insertRefund(tx: Tx, order: LockedForRefund, asked: AskedRefund, plan: Plan): Promise<void> {
  const { companyId, orderId, buyerId, paidBy, provider } = order;
  const { refundId, reason, contentHash, photoKeys } = asked;
  const { kind, amountFen, decision, lines } = plan;
  await tx.sql`
    WITH routed AS (
      INSERT INTO refund_route (refund_id, company_id, order_id, buyer_id)
      VALUES (${refundId}, ${companyId}, ${orderId}, ${buyerId})
    ), asked AS (
      INSERT INTO refund (company_id, refund_id, order_id, payment_id, amount_fen, reason, provider, idempotency_key,
        due_at, kind, content_hash, photo_keys, photos_kept, decide_by, approve_by_default)
      VALUES (${companyId}, ${refundId}, ${orderId}, ${paidBy}, ${amountFen}, ${reason}, ${provider},
        ${`refund:${refundId}`}, NULL, ${kind}, ${contentHash}, ${photoKeys}::text[], ${photoKeys.length === 0},
        now() + make_interval(secs => ${(decision?.withinMs ?? 0) / 1_000}), ${decision?.approveByDefault ?? false})
    )
    INSERT INTO refund_line (company_id, refund_id, order_id, line_no, quantity, amount_fen)
    SELECT ${companyId}, ${refundId}, ${orderId}, line_no, quantity, amount_fen
    FROM unnest(${lines.map((line) => line.lineNo)}::int[], ${lines.map((line) => line.quantity)}::int[],
      ${lines.map((line) => line.amountFen)}::bigint[]) AS l (line_no, quantity, amount_fen)`;
}

/**
 * From here on the money is the buyer's: it comes off its lines, and pieces that were never shipped go back to their
 * lots. Whoever calls holds the order.
 */
export async function approve(
  tx: Tx,
  order: LockedForRefund,
  refundId: RefundId,
  { decidedBy = null, reason = '' }: { decidedBy?: PersonId | null; reason?: string } = {},
): Promise<void> {
  const { companyId, orderId } = order;
  const lines = await readLines(tx, { companyId, refundId });
  const taken = lines.flatMap((line) => takenFrom(order, line));
  await tx.sql`
    WITH decided AS (
      UPDATE refund SET status = 'PENDING', decide_by = NULL, decided_at = now(), decided_by = ${decidedBy},
        decision_reason = ${reason}, due_at = now() + ${SEND_WITHIN_S} * interval '1 second'
      WHERE company_id = ${companyId} AND refund_id = ${refundId}
    ), returned AS (
      UPDATE refund_line r SET returned = t.returned
      FROM unnest(${taken.map(({ line }) => line.lineNo)}::int[],
          ${taken.map(({ pieces }) => JSON.stringify(pieces))}::jsonb[]) AS t (line_no, returned)
      WHERE r.company_id = ${companyId} AND r.refund_id = ${refundId} AND r.line_no = t.line_no
    )
    UPDATE order_line l SET refunded_quantity = l.refunded_quantity + r.quantity,
      refunded_fen = l.refunded_fen + r.amount_fen
    FROM refund_line r WHERE r.company_id = ${companyId} AND r.refund_id = ${refundId}
      AND (l.company_id, l.order_id, l.line_no) = (r.company_id, r.order_id, r.line_no)`;
  if (taken.length > 0) {
    await tx.publish(PiecesGivenUpSchema, {
      orderId,
      companyId,
      refundId,
      lines: taken.map(({ line, pieces }) => ({
        lineId: line.lineId,
        skuId: line.skuId,
        purchaseKind: SaveSkuRequest_PurchaseKind[line.purchaseKind],
        ruleId: line.ruleId,
        allocations: pieces.map(fromAllotment),
      })),
    });
  }
}

/** Declined or withdrawn: nothing was taken, so nothing has to be given back to the lines. */
export async function close(
  tx: Tx,
  { companyId, refundId }: RefundKey,
  status: 'DECLINED' | 'WITHDRAWN',
  { decidedBy = null, reason = '' }: { decidedBy?: PersonId | null; reason?: string } = {},
): Promise<void> {
  await tx.sql`
    UPDATE refund SET status = ${status}, decide_by = NULL, decided_at = now(), decided_by = ${decidedBy},
      decision_reason = ${reason}, finished_at = now()
    WHERE company_id = ${companyId} AND refund_id = ${refundId}`;
}

/** The goods are on their way: from now on the company's time runs, and its silence agrees. */
export async function noteGoodsSent(
  tx: Tx,
  { companyId, refundId }: RefundKey,
  tracking: string,
  decideWithinMs: number,
): Promise<void> {
  await tx.sql`
    UPDATE refund SET goods_sent_at = now(), goods_tracking = ${tracking}, approve_by_default = true,
      decide_by = now() + make_interval(secs => ${decideWithinMs / 1_000})
    WHERE company_id = ${companyId} AND refund_id = ${refundId}`;
}

/** The refund's own row, after its order's: always in this order. */
export async function lockRefund(tx: Tx, { companyId, refundId }: RefundKey): Promise<Undecided> {
  const [refund] = await tx.sql<Undecided>`
    SELECT status, kind, goods_sent_at IS NOT NULL AS "goodsSent", goods_tracking AS "goodsTracking",
      decided_at IS NOT NULL AND status <> 'WITHDRAWN' AND kind <> 'CANCELLATION' AS decided
    FROM refund WHERE company_id = ${companyId} AND refund_id = ${refundId} FOR UPDATE`;
  if (!refund) throw new Error(`Refund ${refundId} is routed to ${companyId} and not there`);
  return refund;
}

export interface SilentRefund extends RefundKey {
  orderId: OrderId;
}

/** Refunds whose time to be decided is over. */
export function findSilent(tx: Tx, limit: number): Promise<SilentRefund[]> {
  return tx.sql<SilentRefund>`
    SELECT company_id AS "companyId", refund_id AS "refundId", order_id AS "orderId"
    FROM refund WHERE decide_by <= now() ORDER BY decide_by LIMIT ${limit}`;
}

/** What silence means; undefined: it was decided meanwhile, or the time was prolonged. */
export async function readSilence(tx: Tx, { companyId, refundId }: RefundKey): Promise<boolean | undefined> {
  const [row] = await tx.sql<{ approve: boolean }>`
    SELECT approve_by_default AS approve FROM refund
    WHERE company_id = ${companyId} AND refund_id = ${refundId} AND decide_by <= now() FOR UPDATE`;
  return row?.approve;
}

function readLines(tx: Tx, { companyId, refundId }: RefundKey): Promise<PlannedLine[]> {
  return tx.sql<PlannedLine>`
    SELECT line_no AS "lineNo", quantity, amount_fen AS "amountFen" FROM refund_line
    WHERE company_id = ${companyId} AND refund_id = ${refundId} ORDER BY line_no`;
}

function takenFrom({ lines }: LockedForRefund, { lineNo, quantity }: PlannedLine): Taken[] {
  const line = lines.find((one) => one.lineNo === lineNo);
  const count = line ? neverShipped(line, quantity) : 0;
  return line && count > 0 ? [{ line, pieces: lastPieces(line, count) }] : [];
}

interface Taken {
  line: RefundableLine;
  pieces: Allotment[];
}
