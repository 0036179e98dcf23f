import type { Tx } from '#database/tx.js';
import type { CompanyId, LineId, LotId, OrderId, SkuId } from '#kernel/id.js';

export interface LineOfLot {
  orderId: OrderId;
  lineId: LineId;
  lineNo: number;
  skuId: SkuId;
  title: string;
  pieces: number;
  status: string;
}

export interface Reach {
  lines: number;
  orders: number;
  buyers: number;
  pieces: number;
  unshippedOrders: number;
  unshippedPieces: number;
}

interface Place {
  orderId: string;
  lineNo: number;
}

// A recall is rare, and every order pays for an index: the company's own lines are read through. What was promised
// stands on the line; an order that came to nothing gave it back.

export const linesOfLot = (tx: Tx, companyId: CompanyId, lotId: LotId, after: Place, limit: number) =>
  tx.sql<LineOfLot>`
    SELECT order_id AS "orderId", line_id AS "lineId", line_no AS "lineNo", sku_id AS "skuId", title, o.status,
      (SELECT sum((part ->> 'pieces')::int)::int FROM jsonb_array_elements(allocations) AS part
       WHERE part ->> 'lotId' = ${lotId}) AS pieces
    FROM order_line JOIN orders o USING (company_id, order_id)
    WHERE company_id = ${companyId} AND allocations @> jsonb_build_array(jsonb_build_object('lotId', ${lotId}::text))
      AND o.status NOT IN ('CANCELLED', 'EXPIRED') AND (order_id, line_no) > (${after.orderId}, ${after.lineNo})
    ORDER BY order_id, line_no LIMIT ${limit}`;

export async function reachOf(tx: Tx, companyId: CompanyId, lotId: LotId): Promise<Reach | undefined> {
  const [reach] = await tx.sql<Reach>`
    SELECT count(*)::int AS lines, count(DISTINCT order_id)::int AS orders, count(DISTINCT buyer_id)::int AS buyers,
      coalesce(sum(pieces), 0)::int AS pieces,
      (count(DISTINCT order_id) FILTER (WHERE unshipped))::int AS "unshippedOrders",
      coalesce(sum(pieces) FILTER (WHERE unshipped), 0)::int AS "unshippedPieces"
    FROM (
      SELECT order_id, buyer_id, o.status IN ('AWAITING_PAYMENT', 'EXPIRING', 'PAID')
          AND shipped_quantity + refunded_quantity < quantity AS unshipped,
        (SELECT sum((part ->> 'pieces')::int) FROM jsonb_array_elements(allocations) AS part
         WHERE part ->> 'lotId' = ${lotId}) AS pieces
      FROM order_line JOIN orders o USING (company_id, order_id)
      WHERE company_id = ${companyId} AND allocations @> jsonb_build_array(jsonb_build_object('lotId', ${lotId}::text))
        AND o.status NOT IN ('CANCELLED', 'EXPIRED')
    ) AS line`;
  return reach;
}

/** Paid orders that nobody has begun to pack, with pieces of the lot that were not paid back. */
export const unpackedWith = (tx: Tx, companyId: CompanyId, lotId: LotId, limit: number) => tx.sql<{ orderId: OrderId }>`
  SELECT o.order_id AS "orderId" FROM orders o
  WHERE o.company_id = ${companyId} AND o.status = 'PAID' AND o.packed_at IS NULL AND EXISTS (
    SELECT FROM order_line l WHERE (l.company_id, l.order_id) = (o.company_id, o.order_id)
      AND l.refunded_quantity < l.quantity
      AND l.allocations @> jsonb_build_array(jsonb_build_object('lotId', ${lotId}::text)))
  ORDER BY o.order_id LIMIT ${limit}`;
