import type { Tx } from '#database/tx.js';
import type { CompanyId, OrderId, PersonId } from '#kernel/id.js';
import { refundsOfOrders } from '../refunds/refund-view.sql.js';
import type { OrderRow } from './order-view.js';

export interface OrderKey {
  companyId: CompanyId;
  orderId: OrderId;
}

/** Whose an order is. */
export async function findRoute(tx: Tx, orderId: OrderId) {
  const [route] = await tx.sql<{ companyId: CompanyId; buyerId: PersonId }>`
    SELECT company_id AS "companyId", buyer_id AS "buyerId" FROM order_route WHERE order_id = ${orderId}`;
  return route;
}

/** Orders with their lines, payments, refunds and parcels, newest first. */
export async function readOrders(tx: Tx, keys: OrderKey[]): Promise<OrderRow[]> {
  const orders = await tx.sql<Omit<OrderRow, 'refunds'>>`
    SELECT o.order_id AS "orderId", o.company_id AS "companyId", o.buyer_id AS "buyerId", o.hold_id AS "holdId",
      o.status, o.total_fen AS "totalFen", o.freight_fen AS "freightFen", o.discount_fen AS "discountFen",
      o.live_session_id AS "liveSessionId", o.in_replay AS "inReplay",
      o.placed_at AS "placedAt", o.expires_at AS "expiresAt", o.cancel_requested_at IS NOT NULL AS "cancelRequested",
      o.packed_at AS "packedAt", o.completed_at AS "completedAt",
      CASE WHEN o.presale_lot_id IS NOT NULL THEN jsonb_build_object('lotId', o.presale_lot_id,
        'expectedOn', o.presale_expected_on, 'shipBy', o.ship_by, 'kept', o.presale_kept) END AS "preSale",
      o.address_sealed AS "addressSealed", o.address_key_id AS "addressKeyId", o.region_code AS "regionCode",
      (SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'skuId', sku_id, 'title', title, 'quantity', quantity,
          'priceFen', price_fen::text, 'amountFen', gross_fen::text, 'returnClass', return_class,
          'cashFen', cash_fen::text, 'refundedQuantity', refunded_quantity,
          'refundedFen', refunded_fen::text, 'discounts', discounts,
          'shippedQuantity', shipped_quantity, 'byWeight', CASE WHEN max_g IS NOT NULL THEN jsonb_build_object(
            'pieceFen', piece_fen::text, 'netG', net_g, 'maxG', max_g, 'weight', CASE WHEN weighed_g IS NOT NULL THEN
              jsonb_build_object('pieces', weighed_pieces, 'grams', weighed_g, 'chargedFen', charged_fen::text) END) END)
          ORDER BY line_no)
        FROM order_line l WHERE (l.company_id, l.order_id) = (o.company_id, o.order_id)) AS lines,
      (SELECT jsonb_agg(jsonb_build_object('paymentId', payment_id, 'provider', provider, 'status', p.status,
          'amountFen', amount_fen::text, 'clientSecret', client_secret, 'stray', stray) ORDER BY created_at, payment_id)
        FROM payment p WHERE (p.company_id, p.order_id) = (o.company_id, o.order_id)) AS payments,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('shipmentId', shipment_id, 'carrier', carrier,
          'trackingNumber', tracking_number, 'shippedAt', shipped_at, 'deliveredAt', delivered_at, 'lines', (
            SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'quantity', quantity) ORDER BY line_id)
            FROM shipment_line c WHERE (c.company_id, c.shipment_id) = (s.company_id, s.shipment_id)))
          ORDER BY shipped_at, shipment_id), '[]')
        FROM shipment s WHERE (s.company_id, s.order_id) = (o.company_id, o.order_id)) AS shipments
    FROM unnest(${keys.map((key) => key.companyId)}::uuid[], ${keys.map((key) => key.orderId)}::uuid[])
        AS k (company_id, order_id)
      JOIN orders o USING (company_id, order_id)
    ORDER BY o.order_id DESC`;
  const refunds = await refundsOfOrders(tx, keys);
  return orders.map((order) => ({ ...order, refunds: refunds.filter((one) => one.orderId === order.orderId) }));
}

/** A page of a buyer's orders, newest first, after an order. */
export function pageOfBuyer(
  tx: Tx,
  { buyerId, after, limit }: { buyerId: PersonId; after: string; limit: number },
): Promise<OrderKey[]> {
  return tx.sql<OrderKey>`
    SELECT company_id AS "companyId", order_id AS "orderId" FROM checkout
    WHERE buyer_id = ${buyerId} AND order_id < ${after} ORDER BY order_id DESC LIMIT ${limit}`;
}
