import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { OrderPaidSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { Tx } from '#database/tx.js';
import type { CompanyId, OrderId, RuleId } from '#kernel/id.js';
import { fromAllotment } from '../orders/held.js';
import type { PastOrder } from './past-order.js';
import type { Taking } from './taking.js';

/** Those that are here already, with what they were taken over as. */
export function readTaken(tx: Tx, orders: PastOrder[]) {
  return tx.sql<{ orderId: OrderId; contentHash: string | null }>`
    SELECT r.order_id AS "orderId", c.content_hash AS "contentHash"
    FROM order_route r LEFT JOIN checkout c USING (buyer_id, order_id)
    WHERE r.order_id = ANY(${orders.map(({ orderId }) => orderId)}::uuid[])`;
}

export interface Today {
  ruleId: RuleId | null;
  now: Date;
}

/** The rule by which a company's money is split now. */
export async function readRule(tx: Tx, companyId: CompanyId): Promise<Today> {
  const [today] = await tx.sql<Today>`
    SELECT now() AS now, (
      SELECT rule_id FROM split_rule_copy WHERE company_id = ${companyId} AND starts_at <= now()
      ORDER BY starts_at DESC, rule_id DESC LIMIT 1) AS "ruleId"`;
  if (!today) throw new Error('the database tells no time');
  return today;
}

// They end where a parcel does that its buyer has had for long.
const VERSION = 4;
// Who sent parcels of another shop's is nobody we know.
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Writes orders that are over with everything that hangs on them, and tells that they are paid, in one statement. */
export async function writeTakings(tx: Tx, takings: Taking[], { ruleId, now }: Today & { ruleId: RuleId }) {
  const paid = takings.map((taking) => paidEvent(taking, ruleId, now));
  await tx.sql`
    WITH past AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(takings.map(toRow))}::json) AS p (
        company_id uuid, order_id uuid, buyer_id uuid, checkout_id uuid, content_hash text, hold_id uuid,
        live_session_id uuid, total_fen bigint, freight_fen bigint, address_sealed text, address_key_id text,
        phone_index text, region_code text, payment_id uuid, provider text, ref text, shipment_id uuid, carrier text,
        tracking_number text, placed_at timestamptz, paid_at timestamptz, shipped_at timestamptz,
        delivered_at timestamptz, completed_at timestamptz)
    ), line AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(takings.flatMap(toLineRows))}::json) AS l (
        company_id uuid, order_id uuid, shipment_id uuid, line_no int, line_id uuid, sku_id uuid, title text,
        quantity int, price_fen bigint, gross_fen bigint, freight_fen bigint, cash_fen bigint, net_g int, gross_g int,
        purchase_kind text, return_class text, allocations jsonb)
    ), claimed AS (
      INSERT INTO checkout (buyer_id, checkout_id, content_hash, company_id, order_id)
      SELECT buyer_id, checkout_id, content_hash, company_id, order_id FROM past
    ), routed AS (
      INSERT INTO order_route (order_id, company_id, buyer_id, hold_id)
      SELECT order_id, company_id, buyer_id, hold_id FROM past
    ), placed AS (
      INSERT INTO orders (company_id, order_id, buyer_id, hold_id, live_session_id, status, version, total_fen,
        freight_fen, address_sealed, address_key_id, phone_index, region_code, placed_at, expires_at, hold_until,
        paid_by, paid_at, packed_at, first_shipped_at, delivered_at, completed_at)
      SELECT company_id, order_id, buyer_id, hold_id, live_session_id, 'COMPLETED', ${VERSION}, total_fen,
        freight_fen, decode(address_sealed, 'base64'), address_key_id, decode(phone_index, 'base64'), region_code,
        placed_at, placed_at + interval '15 minutes', placed_at + interval '1 minute',
        payment_id, paid_at, shipped_at, shipped_at, delivered_at, completed_at
      FROM past
    ), lined AS (
      INSERT INTO order_line (company_id, order_id, line_no, line_id, sku_id, title, quantity, price_fen, gross_fen,
        freight_fen, cash_fen, net_g, gross_g, purchase_kind, return_class, rule_id, allocations, shipped_quantity)
      SELECT company_id, order_id, line_no, line_id, sku_id, title, quantity, price_fen, gross_fen,
        freight_fen, cash_fen, net_g, gross_g, purchase_kind, return_class, ${ruleId}::uuid, allocations, quantity
      FROM line
    ), paid AS (
      INSERT INTO payment (company_id, payment_id, order_id, provider, status, amount_fen, received_fen,
        idempotency_key, created_at, succeeded_at)
      SELECT company_id, payment_id, order_id, provider, 'SUCCEEDED', total_fen, total_fen,
        'past:' || payment_id, placed_at, paid_at
      FROM past
    ), known AS (
      INSERT INTO provider_ref (payment_id, company_id, order_id, provider, ref)
      SELECT payment_id, company_id, order_id, provider, ref FROM past
    ), sent AS (
      INSERT INTO shipment (company_id, shipment_id, order_id, carrier, tracking_number, content_hash, shipped_by,
        shipped_at, delivered_at, delivered_by)
      SELECT company_id, shipment_id, order_id, carrier, tracking_number, content_hash, ${NOBODY}::uuid,
        shipped_at, delivered_at, 'carrier'
      FROM past
    ), filled AS (
      INSERT INTO shipment_line (company_id, shipment_id, line_id, quantity)
      SELECT company_id, shipment_id, line_id, quantity FROM line
    )
    INSERT INTO outbox (id, event_id, subject, payload, traceparent)
    SELECT id, event_id, subject, payload, traceparent
    FROM json_to_recordset(${tx.outbox(OrderPaidSchema, paid)}::json)
      AS o (id uuid, event_id uuid, subject text, payload text, traceparent text)`;
}

/** As if it had been paid now: until now the books knew nothing of it, and rules of before it came have no force. */
function paidEvent(taking: Taking, ruleId: RuleId, now: Date) {
  return {
    orderId: taking.orderId,
    companyId: taking.companyId,
    holdId: taking.holdId,
    liveSessionId: taking.liveSessionId ?? '',
    lines: taking.lines.map((line) => ({
      lineId: line.lineId,
      skuId: line.skuId,
      quantity: line.quantity,
      grossFen: line.grossFen,
      freightFen: line.freightFen,
      cashFen: line.cashFen,
      ruleId,
      purchaseKind: SaveSkuRequest_PurchaseKind[line.purchaseKind],
      allocations: line.allocations.map(fromAllotment),
    })),
    freightFen: taking.freightFen,
    cashFen: taking.totalFen,
    paymentId: taking.payment.paymentId,
    placedAt: timestampFromDate(taking.placedAt),
    paidAt: timestampFromDate(now),
    version: VERSION,
    buyerId: taking.buyerId,
  };
}

const toRow = (taking: Taking) => ({
  company_id: taking.companyId,
  order_id: taking.orderId,
  buyer_id: taking.buyerId,
  checkout_id: taking.checkoutId,
  content_hash: taking.contentHash,
  hold_id: taking.holdId,
  live_session_id: taking.liveSessionId,
  total_fen: String(taking.totalFen),
  freight_fen: String(taking.freightFen),
  address_sealed: taking.address.sealed.toString('base64'),
  address_key_id: taking.address.keyId,
  phone_index: taking.address.phoneIndex.toString('base64'),
  region_code: taking.address.regionCode,
  payment_id: taking.payment.paymentId,
  provider: taking.payment.provider,
  ref: taking.payment.ref,
  shipment_id: taking.shipmentId,
  carrier: taking.carrier,
  tracking_number: taking.trackingNumber,
  placed_at: taking.placedAt,
  paid_at: taking.paidAt,
  shipped_at: taking.shippedAt,
  delivered_at: taking.deliveredAt,
  completed_at: taking.completedAt,
});

const toLineRows = ({ companyId, orderId, shipmentId, lines }: Taking) =>
  lines.map((line, at) => ({
    company_id: companyId,
    order_id: orderId,
    shipment_id: shipmentId,
    line_no: at + 1,
    line_id: line.lineId,
    sku_id: line.skuId,
    title: line.title,
    quantity: line.quantity,
    price_fen: String(line.priceFen),
    gross_fen: String(line.grossFen),
    freight_fen: String(line.freightFen),
    cash_fen: String(line.cashFen),
    net_g: line.netG,
    gross_g: line.grossG,
    purchase_kind: line.purchaseKind,
    return_class: line.returnClass,
    allocations: line.allocations,
  }));
