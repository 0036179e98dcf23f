import type { Tx } from '#database/tx.js';
import type { CompanyId, HoldId, OrderId, SkuId } from '#kernel/id.js';
import type { OrderStatus, PurchaseKind } from '../orders/order.js';
import type { OrderKey } from '../orders/order-view.sql.js';
import type { PackedLine, Scale } from './parcel.js';
import type { Carrier } from './tracking.js';

export interface PackedOrder extends OrderKey {
  status: OrderStatus;
  holdId: HoldId;
  /** Its goods are still to grow, or did not. */
  awaitsHarvest: boolean;
  lines: (PackedLine & { skuId: SkuId; purchaseKind: PurchaseKind; scale: Scale })[];
}

// A buyer who says nothing is content: from the last parcel's delivery, or from the day it left if nobody saw it arrive.
const AFTER_DELIVERY = '7 days';
const AFTER_SHIPPING = '15 days';

/** An order under lock: from here on neither a refund nor another parcel can come between. */
export async function lockOrder(tx: Tx, { companyId, orderId }: OrderKey): Promise<PackedOrder | undefined> {
  const [order] = await tx.sql<Pick<PackedOrder, 'status' | 'holdId' | 'awaitsHarvest'>>`
    SELECT status, hold_id AS "holdId", presale_lot_id IS NOT NULL AND awaits_harvest(orders) AS "awaitsHarvest"
    FROM orders
    WHERE company_id = ${companyId} AND order_id = ${orderId} FOR UPDATE`;
  // In a statement of its own: one that waited for the lock would show the lines as they were before.
  return order && { companyId, orderId, ...order, lines: await readLines(tx, companyId, orderId) };
}

const readLines = (tx: Tx, companyId: CompanyId, orderId: OrderId) => tx.sql<PackedOrder['lines'][number]>`
  SELECT line_id AS "lineId", sku_id AS "skuId", quantity, refunded_quantity AS "refundedQuantity",
    shipped_quantity AS "shippedQuantity", purchase_kind AS "purchaseKind", allocations,
    CASE WHEN max_g IS NULL THEN 'none' WHEN weighed_g IS NULL THEN 'due' ELSE 'done' END AS scale
  FROM order_line WHERE company_id = ${companyId} AND order_id = ${orderId} ORDER BY line_no`;

/** From now on the seller decides on refunds; the first word counts. */
export async function beginPacking(tx: Tx, { companyId, orderId }: OrderKey): Promise<void> {
  await tx.sql`
    UPDATE orders SET packed_at = now()
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND packed_at IS NULL`;
}

export const readCarriers = (tx: Tx) => tx.sql<Carrier>`
  SELECT code, name, tracking_shape AS "trackingShape" FROM carrier ORDER BY position`;

/** SHIPPED, if everything that was not refunded has left. Whoever calls holds the order's lock. */
export async function moveOnIfAllLeft(tx: Tx, order: OrderKey): Promise<void> {
  const { companyId, orderId } = order;
  const moved = await tx.sql`
    UPDATE orders o SET status = 'SHIPPED', version = version + 1
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND status = 'PAID' AND first_shipped_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM order_line l WHERE (l.company_id, l.order_id) = (o.company_id, o.order_id)
        AND shipped_quantity + refunded_quantity < quantity)
    RETURNING order_id`;
  if (moved.length > 0) await setDeadline(tx, order);
}

/** When all of a shipped order had reached its buyer, and when it is completed although they say nothing. */
export async function setDeadline(tx: Tx, { companyId, orderId }: OrderKey): Promise<void> {
  await tx.sql`
    UPDATE orders SET delivered_at = parcels.delivered_at,
      complete_at = coalesce(parcels.delivered_at + ${AFTER_DELIVERY}::interval,
        parcels.shipped_at + ${AFTER_SHIPPING}::interval)
    FROM (
      SELECT max(shipped_at) AS shipped_at,
        CASE WHEN bool_and(delivered_at IS NOT NULL) THEN max(delivered_at) END AS delivered_at
      FROM shipment WHERE company_id = ${companyId} AND order_id = ${orderId}
    ) AS parcels
    WHERE company_id = ${companyId} AND order_id = ${orderId} AND status = 'SHIPPED'`;
}
