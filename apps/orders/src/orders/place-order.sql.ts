import { OrderPlacedSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import type { Tx } from '#database/tx.js';
import type { Fen } from '#kernel/fen.js';
import type { CheckoutId, CompanyId, HoldId, LiveSessionId, OrderId, PaymentId, PersonId } from '#kernel/id.js';
import type { SealedAddress } from '../address/sealer.js';
import type { PreSale } from '../presales/presale.js';
import type { FreightTerms } from '../weighing/weighing.js';
import type { Line } from './order.js';

/** An order about to be: everything that its rows say. */
export interface Placing {
  buyerId: PersonId;
  checkoutId: CheckoutId;
  contentHash: string;
  orderId: OrderId;
  companyId: CompanyId;
  holdId: HoldId;
  holdUntil: Date;
  liveSessionId: LiveSessionId | null;
  inReplay: boolean;
  lines: Line[];
  freightFen: Fen;
  discountFen: Fen;
  totalFen: Fen;
  freightTerms: FreightTerms | null;
  preSale: PreSale | null;
  address: SealedAddress;
  agreesNoReturn: boolean;
  payment: { paymentId: PaymentId; provider: string; idempotencyKey: string };
}

export interface Placed {
  orderId: OrderId;
  placedAt: Date;
  expiresAt: Date;
}

// How long the buyer's own request has to ask the provider for the payment, before a sweeper does.
const OPEN_WITHIN_S = 10;

/**
 * Writes orders, all or none: a checkout that was placed before, a hold that is about to lapse and a company without a
 * split rule each break a constraint.
 */
export function insertOrders(tx: Tx, placings: Placing[], payWithinMs: number): Promise<Placed[]> {
  const placed = placings.map(({ orderId, companyId, holdId }) => ({ orderId, companyId, holdId, version: 1 }));
  return tx.sql<Placed>`
    WITH ask AS (
      SELECT p.*, now() + make_interval(secs => ${payWithinMs / 1_000}) AS deadline, (
        SELECT rule_id FROM split_rule_copy r WHERE r.company_id = p.company_id AND r.starts_at <= now()
        ORDER BY r.starts_at DESC, r.rule_id DESC LIMIT 1) AS rule_id
      FROM jsonb_to_recordset(${JSON.stringify(placings.map(toRow))}::jsonb) AS p (
        buyer_id uuid, checkout_id uuid, content_hash text, company_id uuid, order_id uuid, hold_id uuid,
        hold_until timestamptz, live_session_id uuid, in_replay boolean, total_fen bigint, freight_fen bigint, discount_fen bigint,
        address_sealed text, address_key_id text, phone_index text, region_code text, payment_id uuid, provider text,
        idempotency_key text, agrees_no_return boolean, freight_terms jsonb, presale_lot_id uuid,
        presale_expected_on date, ship_by date, lines jsonb)
    ), claimed AS (
      INSERT INTO checkout (buyer_id, checkout_id, content_hash, company_id, order_id)
      SELECT buyer_id, checkout_id, content_hash, company_id, order_id FROM ask
    ), routed AS (
      INSERT INTO order_route (order_id, company_id, buyer_id, hold_id)
      SELECT order_id, company_id, buyer_id, hold_id FROM ask
    ), placed AS (
      INSERT INTO orders (company_id, order_id, buyer_id, hold_id, live_session_id, in_replay, total_fen, freight_fen,
        discount_fen, address_sealed, address_key_id, phone_index, region_code, expires_at, due_at, hold_until,
        no_return_agreed, freight_terms, presale_lot_id, presale_expected_on, ship_by, presale_due_at)
      SELECT company_id, order_id, buyer_id, hold_id, live_session_id, in_replay, total_fen, freight_fen, discount_fen,
        decode(address_sealed, 'base64'), address_key_id, decode(phone_index, 'base64'), region_code,
        deadline, deadline, hold_until, agrees_no_return, freight_terms, presale_lot_id, presale_expected_on, ship_by,
        (ship_by + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
      FROM ask
      RETURNING order_id AS "orderId", placed_at AS "placedAt", expires_at AS "expiresAt"
    ), lined AS (
      INSERT INTO order_line (company_id, order_id, line_no, line_id, sku_id, title, quantity, price_fen, gross_fen,
        freight_fen, discount_fen, cash_fen, net_g, gross_g, purchase_kind, return_class, offer_id, rule_id,
        allocations, discounts, piece_fen, max_g)
      SELECT company_id, order_id, line_no, line_id, sku_id, title, quantity, price_fen, gross_fen,
        line.freight_fen, line.discount_fen, cash_fen, net_g, gross_g, purchase_kind, return_class, offer_id, rule_id,
        allocations, discounts, piece_fen, max_g
      FROM ask, jsonb_to_recordset(ask.lines) AS line (
        line_no int, line_id uuid, sku_id uuid, title text, quantity int, price_fen bigint, gross_fen bigint,
        freight_fen bigint, discount_fen bigint, cash_fen bigint, net_g int, gross_g int, purchase_kind text,
        return_class text, offer_id uuid, allocations jsonb, discounts jsonb, piece_fen bigint, max_g int)
    ), asked AS (
      INSERT INTO payment (company_id, payment_id, order_id, provider, amount_fen, idempotency_key, due_at)
      SELECT company_id, payment_id, order_id, provider, total_fen, idempotency_key,
        now() + make_interval(secs => ${OPEN_WITHIN_S})
      FROM ask
    ), known AS (
      INSERT INTO provider_ref (payment_id, company_id, order_id, provider)
      SELECT payment_id, company_id, order_id, provider FROM ask
    ), told AS (
      INSERT INTO outbox (id, event_id, subject, payload, traceparent)
      SELECT id, event_id, subject, payload, traceparent
      FROM jsonb_to_recordset(${tx.outbox(OrderPlacedSchema, placed)}::jsonb)
        AS o (id uuid, event_id uuid, subject text, payload text, traceparent text)
    )
    SELECT * FROM placed`;
}

/** The order that a checkout became before. */
export interface Earlier {
  orderId: OrderId;
  companyId: CompanyId;
  contentHash: string;
}

export interface Standing {
  buyerId: PersonId;
  checkoutId: CheckoutId;
  earlier: Earlier | null;
  /** Whether it can be placed now: the hold lasts, and the company has a rule. */
  placeable: boolean;
}

/** Why orders could not be written. */
export function readStandings(tx: Tx, placings: Placing[]): Promise<Standing[]> {
  return tx.sql<Standing>`
    SELECT p.buyer_id AS "buyerId", p.checkout_id AS "checkoutId",
      CASE WHEN c.order_id IS NOT NULL THEN jsonb_build_object(
        'orderId', c.order_id, 'companyId', c.company_id, 'contentHash', c.content_hash) END AS earlier,
      -- A second more than the constraint wants: the next statement runs a little later.
      p.hold_until > now() + interval '11 seconds' AND EXISTS (
        SELECT FROM split_rule_copy r WHERE r.company_id = p.company_id AND r.starts_at <= now()) AS placeable
    FROM unnest(${placings.map((one) => one.buyerId)}::uuid[], ${placings.map((one) => one.checkoutId)}::uuid[],
          ${placings.map((one) => one.companyId)}::uuid[], ${placings.map((one) => one.holdUntil)}::timestamptz[])
        AS p (buyer_id, checkout_id, company_id, hold_until)
      LEFT JOIN checkout c USING (buyer_id, checkout_id)`;
}

/** The order a checkout became, if it did. */
export async function findCheckout(tx: Tx, buyerId: PersonId, checkoutId: CheckoutId): Promise<Earlier | undefined> {
  const [earlier] = await tx.sql<Earlier>`
    SELECT order_id AS "orderId", company_id AS "companyId", content_hash AS "contentHash" FROM checkout
    WHERE buyer_id = ${buyerId} AND checkout_id = ${checkoutId}`;
  return earlier;
}

const toRow = (placing: Placing) => ({
  buyer_id: placing.buyerId,
  checkout_id: placing.checkoutId,
  content_hash: placing.contentHash,
  company_id: placing.companyId,
  order_id: placing.orderId,
  hold_id: placing.holdId,
  hold_until: placing.holdUntil,
  live_session_id: placing.liveSessionId,
  in_replay: placing.inReplay,
  total_fen: String(placing.totalFen),
  freight_fen: String(placing.freightFen),
  discount_fen: String(placing.discountFen),
  address_sealed: placing.address.sealed.toString('base64'),
  address_key_id: placing.address.keyId,
  phone_index: placing.address.phoneIndex.toString('base64'),
  region_code: placing.address.regionCode,
  payment_id: placing.payment.paymentId,
  provider: placing.payment.provider,
  idempotency_key: placing.payment.idempotencyKey,
  agrees_no_return: placing.agreesNoReturn,
  ...(placing.freightTerms && { freight_terms: placing.freightTerms }),
  ...(placing.preSale && {
    presale_lot_id: placing.preSale.lotId,
    presale_expected_on: placing.preSale.expectedOn,
    ship_by: placing.preSale.shipBy,
  }),
  lines: placing.lines.map(toLineRow),
});

const toLineRow = (line: Line, at: number) => ({
  line_no: at + 1,
  line_id: line.lineId,
  sku_id: line.skuId,
  title: line.title,
  quantity: line.quantity,
  price_fen: String(line.priceFen),
  gross_fen: String(line.grossFen),
  freight_fen: String(line.freightFen),
  discount_fen: String(line.discountFen),
  cash_fen: String(line.cashFen),
  net_g: line.netG,
  gross_g: line.grossG,
  purchase_kind: line.purchaseKind,
  return_class: line.returnClass,
  offer_id: line.offerId,
  allocations: line.allocations,
  discounts: line.discounts,
  ...(line.byWeight && { piece_fen: String(line.byWeight.pieceFen), max_g: line.byWeight.maxG }),
});
