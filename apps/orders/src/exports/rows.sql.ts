import type { Tx } from '#database/tx.js';
import type { OrderId } from '#kernel/id.js';
import type { OrderStatus } from '../orders/order.js';
import type { OrderKey } from '../orders/order-view.sql.js';

/** A line with what its order says of itself. */
export interface LineRow {
  orderId: OrderId;
  status: OrderStatus;
  placedAt: Date;
  paidAt: Date | null;
  liveSessionId: string | null;
  regionCode: string;
  addressSealed: Buffer;
  addressKeyId: string;
  title: string;
  skuId: string;
  quantity: number;
  priceFen: bigint;
  grossFen: bigint;
  discountFen: bigint;
  freightFen: bigint;
  cashFen: bigint;
  refundedFen: bigint;
  shippedQuantity: number;
  /** "中通快递 780…", several with a comma between them. */
  parcels: string | null;
}

/** The lines of orders, newest order first. */
export const readLines = (tx: Tx, keys: OrderKey[]) => tx.sql<LineRow>`
  SELECT o.order_id AS "orderId", o.status, o.placed_at AS "placedAt", o.paid_at AS "paidAt",
    o.live_session_id AS "liveSessionId", o.region_code AS "regionCode", o.address_sealed AS "addressSealed",
    o.address_key_id AS "addressKeyId", l.title, l.sku_id AS "skuId", l.quantity, l.price_fen AS "priceFen",
    l.gross_fen AS "grossFen", l.discount_fen AS "discountFen", l.freight_fen AS "freightFen", l.cash_fen AS "cashFen",
    l.refunded_fen AS "refundedFen", l.shipped_quantity AS "shippedQuantity", (
      SELECT string_agg(c.name || ' ' || s.tracking_number, ', ' ORDER BY s.shipped_at, s.shipment_id)
      FROM shipment s JOIN carrier c ON c.code = s.carrier
      WHERE (s.company_id, s.order_id) = (o.company_id, o.order_id)) AS parcels
  FROM unnest(${keys.map((key) => key.companyId)}::uuid[], ${keys.map((key) => key.orderId)}::uuid[])
      AS k (company_id, order_id)
    JOIN orders o USING (company_id, order_id) JOIN order_line l USING (company_id, order_id)
  ORDER BY o.order_id DESC, l.line_no`;
