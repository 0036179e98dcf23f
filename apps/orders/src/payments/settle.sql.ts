import type { Tx } from '#database/tx.js';
import type { Fen } from '#kernel/fen.js';
import type { LiveSessionId, PersonId, RuleId } from '#kernel/id.js';
import type { Allotment, Discount, PurchaseKind } from '../orders/order.js';
import { needsAttention, type Fact, type OrderState, type PaymentState } from './settlement.js';

/** An order under lock, with what its events must carry. */
export interface LockedOrder {
  state: OrderState;
  buyerId: PersonId;
  placedAt: Date;
  liveSessionId: LiveSessionId | null;
  freightFen: Fen;
  lines: PromisedLine[];
  /** The database's clock. */
  now: Date;
}

export interface PromisedLine {
  lineNo: number;
  lineId: string;
  skuId: string;
  title: string;
  quantity: number;
  priceFen: string;
  grossFen: string;
  freightFen: string;
  cashFen: string;
  netG: number;
  grossG: number;
  purchaseKind: PurchaseKind;
  returnClass: string;
  ruleId: RuleId;
  allocations: Allotment[];
  discounts: Discount[];
}

/** How whoever asks knows the order: best by our own order id, else by what the provider calls or holds it. */
export interface Whose {
  orderId?: string;
  provider?: string;
  ref?: string;
  paymentId?: string;
}

type Row = Omit<OrderState, 'payments'> &
  Omit<LockedOrder, 'state'> & {
    paymentId: PaymentState['paymentId'];
    provider: string;
    ref: string | null;
    paymentStatus: PaymentState['status'];
    amountFen: Fen;
    receivedFen: Fen;
    stray: PaymentState['stray'];
    asks: number[];
  };

/**
 * Locks the orders that are asked about, each with its payments, in the order of their keys. An order is found by the
 * provider's own id of a payment, else by ours, else by the order id the provider holds.
 * Returns the orders and, for each ask by its place, which of them it means.
 */
export async function lockOrders(tx: Tx, asks: Whose[]): Promise<(LockedOrder | undefined)[]> {
  const rows = await tx.sql<Row>`
    WITH ask AS (
      SELECT (no - 1)::int AS no, provider, ref, payment_id, order_id
      FROM unnest(${asks.map((ask) => ask.provider ?? null)}::text[], ${asks.map((ask) => ask.ref ?? null)}::text[],
          ${asks.map((ask) => ask.paymentId ?? null)}::uuid[], ${asks.map((ask) => ask.orderId ?? null)}::uuid[])
        WITH ORDINALITY AS a (provider, ref, payment_id, order_id, no)
    ), wanted AS (
      SELECT coalesce(by_ref.company_id, by_payment.company_id, route.company_id) AS company_id,
        coalesce(by_ref.order_id, by_payment.order_id, route.order_id) AS order_id, array_agg(ask.no) AS asks
      FROM ask
        LEFT JOIN provider_ref by_ref ON by_ref.provider = ask.provider AND by_ref.ref = ask.ref
        LEFT JOIN provider_ref by_payment ON by_payment.payment_id = ask.payment_id
        LEFT JOIN order_route route ON route.order_id = ask.order_id
      GROUP BY 1, 2
    )
    SELECT o.order_id AS "orderId", o.company_id AS "companyId", o.status, o.version, o.total_fen AS "totalFen",
      o.hold_id AS "holdId", o.cancel_requested_at IS NOT NULL AS "cancelRequested", o.paid_by AS "paidBy",
      o.buyer_id AS "buyerId", o.placed_at AS "placedAt", o.live_session_id AS "liveSessionId",
      o.freight_fen AS "freightFen", now() AS now, p.payment_id AS "paymentId", p.provider, r.ref,
      p.status AS "paymentStatus", p.amount_fen AS "amountFen", p.received_fen AS "receivedFen", p.stray, wanted.asks,
      (SELECT jsonb_agg(jsonb_build_object('lineNo', line_no, 'lineId', line_id, 'skuId', sku_id, 'title', title,
          'quantity', quantity, 'priceFen', price_fen::text, 'grossFen', gross_fen::text,
          'freightFen', l.freight_fen::text, 'cashFen', cash_fen::text, 'netG', net_g, 'grossG', gross_g,
          'purchaseKind', purchase_kind, 'returnClass', return_class, 'ruleId', rule_id,
          'allocations', allocations, 'discounts', discounts) ORDER BY line_no)
        FROM order_line l WHERE (l.company_id, l.order_id) = (o.company_id, o.order_id)) AS lines
    FROM wanted
      JOIN orders o USING (company_id, order_id)
      JOIN payment p USING (company_id, order_id)
      JOIN provider_ref r ON r.payment_id = p.payment_id
    ORDER BY o.company_id, o.order_id, p.payment_id
    FOR UPDATE OF o, p, r`;
  const found: (LockedOrder | undefined)[] = asks.map(() => undefined);
  // Each order comes with as many rows as it has payments.
  for (const { orderId, asks } of rows) {
    const [first] = asks;
    if (first === undefined || found[first]) continue;
    const order = toLocked(rows.filter((row) => row.orderId === orderId));
    for (const at of asks) found[at] = order;
  }
  return found;
}

function toLocked(rows: Row[]): LockedOrder {
  const [{ buyerId, placedAt, liveSessionId, freightFen, lines, now, ...order }] = rows as [Row];
  const payments = rows.map((row) => ({
    paymentId: row.paymentId,
    provider: row.provider,
    ref: row.ref,
    status: row.paymentStatus,
    amountFen: row.amountFen,
    receivedFen: row.receivedFen,
    stray: row.stray,
  }));
  const { orderId, companyId, status, version, totalFen, holdId, cancelRequested, paidBy } = order;
  const state = { orderId, companyId, status, version, totalFen, holdId, cancelRequested, paidBy, payments };
  return { state, buyerId, placedAt, liveSessionId, freightFen, lines, now };
}

/** What was decided about a locked order. */
export interface Settled {
  before: LockedOrder;
  after: OrderState;
  facts: Fact[];
  /** Where a line's pieces come from by now, if its goods were held again. */
  lines: PromisedLine[];
}

/**
 * Writes what was decided, and the outbox rows that tell it. Columns go side by side, for the planner knows how long
 * arrays are: for the rows of a JSON text it would read the whole tables.
 */
export async function writeSettled(tx: Tx, settled: Settled[], outbox: string[]): Promise<void> {
  const moved = settled.filter(({ before, after }) => before.state !== after);
  if (moved.length === 0) return;
  const orders = moved.map(({ after }) => after);
  const payments = moved.flatMap(({ before, after }) =>
    after.payments
      .filter((payment) => !before.state.payments.includes(payment))
      .map((payment) => ({ ...payment, companyId: after.companyId })),
  );
  await tx.sql`
    WITH moved_payment AS (
      UPDATE payment p SET status = m.status, received_fen = m.received_fen, stray = m.stray, due_at = NULL,
        succeeded_at = CASE WHEN m.status = 'SUCCEEDED' THEN coalesce(p.succeeded_at, now()) END
      FROM unnest(${payments.map((one) => one.companyId)}::uuid[], ${payments.map((one) => one.paymentId)}::uuid[],
          ${payments.map((one) => one.status)}::text[], ${payments.map((one) => one.receivedFen)}::bigint[],
          ${payments.map((one) => one.stray)}::text[])
        AS m (company_id, payment_id, status, received_fen, stray)
      WHERE (p.company_id, p.payment_id) = (m.company_id, m.payment_id)
    ), moved_order AS (
      UPDATE orders o SET status = m.status, version = m.version, paid_by = m.paid_by, hold_id = m.hold_id,
        paid_at = CASE WHEN m.paid_by IS NOT NULL THEN coalesce(o.paid_at, now()) END,
        due_at = CASE WHEN m.attend THEN now() WHEN m.status = 'AWAITING_PAYMENT' THEN o.due_at END
      FROM unnest(${orders.map((one) => one.companyId)}::uuid[], ${orders.map((one) => one.orderId)}::uuid[],
          ${orders.map((one) => one.status)}::text[], ${orders.map((one) => one.version)}::int[],
          ${orders.map((one) => one.paidBy)}::uuid[], ${orders.map((one) => one.holdId)}::uuid[],
          ${orders.map(needsAttention)}::boolean[])
        AS m (company_id, order_id, status, version, paid_by, hold_id, attend)
      WHERE (o.company_id, o.order_id) = (m.company_id, m.order_id)
    )
    INSERT INTO outbox (id, event_id, subject, payload, traceparent)
    SELECT id, event_id, subject, payload, traceparent
    FROM unnest(${outbox}::jsonb[]) AS told (events), jsonb_to_recordset(events)
      AS o (id uuid, event_id uuid, subject text, payload text, traceparent text)`;
}

/** Payments we did not ask for, and ids we did not know: they must stand before anything is said about them. */
export async function writeDiscovered(tx: Tx, settled: Settled[]): Promise<void> {
  const discovered = settled.flatMap(({ before, after }) => {
    const known = new Map(before.state.payments.map((payment) => [payment.paymentId, payment]));
    return after.payments.flatMap((payment) => {
      const earlier = known.get(payment.paymentId);
      return earlier?.ref === payment.ref ? [] : [{ ...toPaymentRow(after, payment), fresh: !earlier }];
    });
  });
  if (discovered.length === 0) return;
  await tx.sql`
    WITH discovered AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(discovered)}::jsonb) AS d (company_id uuid, payment_id uuid,
        order_id uuid, provider text, ref text, amount_fen bigint, fresh boolean)
    ), added AS (
      INSERT INTO payment (company_id, payment_id, order_id, provider, amount_fen, idempotency_key)
      SELECT company_id, payment_id, order_id, provider, amount_fen, 'found:' || ref FROM discovered WHERE fresh
    )
    INSERT INTO provider_ref (payment_id, company_id, order_id, provider, ref)
    SELECT payment_id, company_id, order_id, provider, ref FROM discovered
    ON CONFLICT (payment_id) DO UPDATE SET ref = EXCLUDED.ref WHERE provider_ref.ref IS NULL`;
}

/** Refunds with their keys, before the provider is asked for any; a payment is given back once. */
export async function writeRefunds(
  tx: Tx,
  refunds: { order: OrderState; payment: PaymentState; refundId: string; reason: string }[],
) {
  if (refunds.length === 0) return;
  const rows = refunds.map(({ order, payment, refundId, reason }) => ({
    company_id: order.companyId,
    refund_id: refundId,
    order_id: order.orderId,
    payment_id: payment.paymentId,
    amount_fen: String(payment.receivedFen),
    reason,
    provider: payment.provider,
    idempotency_key: `refund:${refundId}`,
  }));
  await tx.sql`
    INSERT INTO refund (company_id, refund_id, order_id, payment_id, amount_fen, reason, provider, idempotency_key)
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (company_id uuid, refund_id uuid,
      order_id uuid, payment_id uuid, amount_fen bigint, reason text, provider text, idempotency_key text)`;
}

/** The goods come from other lots than was promised, under another hold. */
export async function writeReallocated(tx: Tx, settled: Settled[]): Promise<void> {
  for (const { before, after, lines } of settled.filter((one) => one.before.state.holdId !== one.after.holdId)) {
    const rows = lines.map(({ lineNo, allocations }) => ({ line_no: lineNo, allocations }));
    await tx.sql`
      WITH routed AS (
        UPDATE order_route SET hold_id = ${after.holdId} WHERE order_id = ${after.orderId}
      )
      UPDATE order_line l SET allocations = a.allocations
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a (line_no int, allocations jsonb)
      WHERE (l.company_id, l.order_id, l.line_no) = (${before.state.companyId}, ${after.orderId}, a.line_no)`;
  }
}

const toPaymentRow = (order: OrderState, payment: PaymentState) => ({
  company_id: order.companyId,
  payment_id: payment.paymentId,
  order_id: order.orderId,
  provider: payment.provider,
  ref: payment.ref,
  status: payment.status,
  amount_fen: String(payment.amountFen),
  received_fen: String(payment.receivedFen),
  stray: payment.stray,
});
