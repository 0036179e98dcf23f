import type { Tx } from '#database/tx.js';
import type { CompanyId, OrderId, PersonId, ShipmentId } from '#kernel/id.js';
import type { OrderKey } from '../orders/order-view.sql.js';
import type { OrderStatus } from '../orders/order.js';
import type { ShipmentRow } from './shipment-view.js';
import type { ParcelLine } from './parcel.js';
import type { Tracking } from './tracking.js';

export interface NewShipment extends OrderKey, Tracking {
  shipmentId: ShipmentId;
  lines: ParcelLine[];
  contentHash: string;
}

export interface Shipment extends ShipmentRow {
  orderId: OrderId;
  orderStatus: OrderStatus;
  contentHash: string;
}

/** A parcel as it stands, with the state of its order. */
export async function readShipment(
  tx: Tx,
  companyId: CompanyId,
  shipmentId: ShipmentId,
): Promise<Shipment | undefined> {
  const [shipment] = await tx.sql<Shipment>`
    SELECT shipment_id AS "shipmentId", s.order_id AS "orderId", carrier, tracking_number AS "trackingNumber",
      shipped_at AS "shippedAt", s.delivered_at AS "deliveredAt", content_hash AS "contentHash", o.status AS "orderStatus",
      (SELECT jsonb_agg(jsonb_build_object('lineId', line_id, 'quantity', quantity) ORDER BY line_id)
        FROM shipment_line l WHERE (l.company_id, l.shipment_id) = (s.company_id, s.shipment_id)) AS lines
    FROM shipment s JOIN orders o USING (company_id, order_id)
    WHERE s.company_id = ${companyId} AND shipment_id = ${shipmentId}`;
  return shipment;
}

/** A parcel leaves: its rows, and what its order's lines have sent by now. False: the id is another parcel's. */
export async function writeShipment(tx: Tx, shipment: NewShipment, shippedBy: PersonId): Promise<boolean> {
  const { companyId, orderId, shipmentId, carrier, trackingNumber, contentHash, lines } = shipment;
  const lineIds = lines.map(({ lineId }) => lineId);
  const quantities = lines.map(({ quantity }) => quantity);
  const claimed = await tx.sql`
    INSERT INTO shipment (company_id, shipment_id, order_id, carrier, tracking_number, content_hash, shipped_by)
    VALUES (${companyId}, ${shipmentId}, ${orderId}, ${carrier}, ${trackingNumber}, ${contentHash}, ${shippedBy})
    ON CONFLICT (company_id, shipment_id) DO NOTHING RETURNING shipment_id`;
  if (claimed.length === 0) return false;
  await tx.sql`
    WITH sent AS (
      SELECT * FROM unnest(${lineIds}::uuid[], ${quantities}::int[]) AS s (line_id, quantity)
    ), contents AS (
      INSERT INTO shipment_line (company_id, shipment_id, line_id, quantity)
      SELECT ${companyId}::uuid, ${shipmentId}::uuid, line_id, quantity FROM sent
    ), begun AS (
      UPDATE orders SET packed_at = coalesce(packed_at, now()), first_shipped_at = coalesce(first_shipped_at, now())
      WHERE company_id = ${companyId} AND order_id = ${orderId}
    )
    UPDATE order_line l SET shipped_quantity = l.shipped_quantity + sent.quantity FROM sent
    WHERE l.company_id = ${companyId} AND l.order_id = ${orderId} AND l.line_id = sent.line_id`;
  return true;
}

/** Writes the new number, and keeps what stood there. */
export async function correctTracking(
  tx: Tx,
  companyId: CompanyId,
  shipmentId: ShipmentId,
  { carrier, trackingNumber }: Tracking,
  correctedBy: PersonId,
): Promise<void> {
  await tx.sql`
    WITH earlier AS (
      SELECT carrier, tracking_number FROM shipment
      WHERE company_id = ${companyId} AND shipment_id = ${shipmentId}
        AND (carrier, tracking_number) <> (${carrier}, ${trackingNumber}) FOR UPDATE
    ), kept AS (
      INSERT INTO tracking_correction (company_id, shipment_id, carrier, tracking_number, corrected_by)
      SELECT ${companyId}::uuid, ${shipmentId}::uuid, carrier, tracking_number, ${correctedBy}::uuid FROM earlier
    )
    UPDATE shipment SET carrier = ${carrier}, tracking_number = ${trackingNumber} FROM earlier
    WHERE company_id = ${companyId} AND shipment_id = ${shipmentId}`;
}

/** The first word that a parcel arrived counts. Whoever calls holds the order's lock. */
export async function markDelivered(
  tx: Tx,
  companyId: CompanyId,
  shipmentIds: ShipmentId[],
  by: 'packer' | 'carrier' | 'buyer',
): Promise<void> {
  await tx.sql`
    UPDATE shipment SET delivered_at = now(), delivered_by = ${by}
    WHERE company_id = ${companyId} AND shipment_id = ANY(${shipmentIds}::uuid[]) AND delivered_at IS NULL`;
}

export interface Carried {
  companyId: CompanyId;
  orderId: OrderId;
  shipmentId: ShipmentId;
}

/** The parcels that a carrier knows by this number and of which nobody said yet that they arrived. */
export const findCarried = (tx: Tx, { carrier, trackingNumber }: Tracking) => tx.sql<Carried>`
  SELECT company_id AS "companyId", order_id AS "orderId", shipment_id AS "shipmentId" FROM shipment
  WHERE carrier = ${carrier} AND tracking_number = ${trackingNumber} AND delivered_at IS NULL
  ORDER BY company_id, order_id, shipment_id`;
