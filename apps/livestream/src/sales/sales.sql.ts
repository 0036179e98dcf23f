import type { Tx } from '#database/tx.js';
import type { AccountId, CompanyId, LiveSessionId, ViewerId } from '#kernel/id.js';

export interface SaleFact {
  eventId: string;
  companyId: string;
  orderId: string;
  /** The order that was paid, or the refund that was made. */
  refId: string;
  liveSessionId: string;
  amountFen: bigint;
  items: number;
}

export interface Figures {
  paidOrders: number;
  gmvPaidFen: bigint;
  gmvNetFen: bigint;
  items: number;
}

/** An order that was paid, with what it is credited by. */
export interface Sale extends SaleFact {
  buyer: ViewerId;
  placedAt: Date;
  paidAt: Date;
  lines: { lineId: string; skuId: string; quantity: number; cashFen: bigint }[];
  /** Where its pieces come from. */
  lotIds: string[];
}

/** Money that went back, with the lines that gave it. */
export interface GivenBack extends SaleFact {
  refundedAt: Date;
  lines: { lineId: string; quantity: number; cashFen: bigint }[];
}

/**
 * Inbox, facts and counters in one statement, which commits by itself. A fact that stands already is not counted again,
 * even if another event tells it. Each order is credited here, once, to who was on duty when it was placed.
 */
export async function countSales(tx: Tx, consumer: string, sales: Sale[]): Promise<void> {
  const column = columnsOf(sales);
  const lines = sales.flatMap(({ companyId, orderId, lines }) =>
    lines.map((line) => ({ companyId, orderId, ...line })),
  );
  const lots = sales.flatMap(({ companyId, orderId, lotIds }) =>
    lotIds.map((lotId) => ({ companyId, orderId, lotId })),
  );
  await tx.sql`
    WITH told AS (
      SELECT * FROM unnest(${column.eventIds}::uuid[], ${column.companyIds}::uuid[], ${column.orderIds}::uuid[],
                           ${column.liveSessionIds}::uuid[], ${column.amounts}::bigint[], ${column.items}::int[],
                           ${sales.map((sale) => sale.buyer)}::uuid[], ${sales.map((sale) => sale.placedAt)}::timestamptz[],
                           ${sales.map((sale) => sale.paidAt)}::timestamptz[])
        AS t (event_id, company_id, order_id, live_session_id, amount_fen, items, buyer, placed_at, paid_at)),
    line AS (
      SELECT * FROM unnest(${lines.map((line) => line.companyId)}::uuid[], ${lines.map((line) => line.orderId)}::uuid[],
                           ${lines.map((line) => line.lineId)}::uuid[], ${lines.map((line) => line.skuId)}::uuid[],
                           ${lines.map((line) => line.quantity)}::int[], ${lines.map((line) => line.cashFen)}::bigint[])
        AS l (company_id, order_id, line_id, sku_id, quantity, cash_fen)),
    lot AS (
      SELECT * FROM unnest(${lots.map((lot) => lot.companyId)}::uuid[], ${lots.map((lot) => lot.orderId)}::uuid[],
                           ${lots.map((lot) => lot.lotId)}::uuid[]) AS l (company_id, order_id, lot_id)),
    fresh AS (
      INSERT INTO inbox (consumer, event_id) SELECT ${consumer}, event_id FROM told
      ON CONFLICT DO NOTHING RETURNING event_id),
    fact AS (
      INSERT INTO sale_fact (company_id, kind, ref_id, order_id, live_session_id, amount_fen, items)
      SELECT company_id, 'paid', order_id, order_id, live_session_id, amount_fen, items
      FROM told JOIN fresh USING (event_id) WHERE live_session_id IS NOT NULL
      ON CONFLICT DO NOTHING RETURNING company_id, live_session_id, amount_fen, items),
    sold AS (
      INSERT INTO sale (company_id, order_id, live_session_id, account_id, host_id, buyer, placed_at, paid_at, paid_on,
                        cash_fen)
      SELECT company_id, order_id, c.live_session_id, account_id, host_id, buyer, placed_at, paid_at,
             (paid_at AT TIME ZONE 'Asia/Shanghai')::date, amount_fen
      FROM told JOIN fresh USING (event_id)
        LEFT JOIN LATERAL credited(company_id, told.live_session_id, placed_at) AS c ON told.live_session_id IS NOT NULL
      ON CONFLICT DO NOTHING RETURNING company_id, order_id, live_session_id, placed_at),
    lined AS (
      INSERT INTO sale_line (company_id, order_id, line_id, sku_id, episode_id, quantity, cash_fen)
      SELECT company_id, order_id, line_id, sku_id,
             CASE WHEN live_session_id IS NOT NULL THEN shown_before(company_id, live_session_id, sku_id, placed_at) END,
             quantity, cash_fen
      FROM sold JOIN line USING (company_id, order_id)
      ON CONFLICT DO NOTHING),
    sold_of_lot AS (
      INSERT INTO lot_session (company_id, lot_id, live_session_id, sold_at)
      SELECT company_id, lot_id, live_session_id, min(placed_at) FROM sold JOIN lot USING (company_id, order_id)
      WHERE live_session_id IS NOT NULL
      GROUP BY company_id, lot_id, live_session_id ORDER BY company_id, lot_id, live_session_id
      ON CONFLICT DO NOTHING)
    INSERT INTO session_sales AS s (company_id, live_session_id, paid_orders, paid_fen, items)
    SELECT company_id, live_session_id, count(*), sum(amount_fen), sum(items)
    FROM fact GROUP BY company_id, live_session_id ORDER BY company_id, live_session_id
    ON CONFLICT (company_id, live_session_id) DO UPDATE SET
      paid_orders = s.paid_orders + EXCLUDED.paid_orders,
      paid_fen = s.paid_fen + EXCLUDED.paid_fen,
      items = s.items + EXCLUDED.items`;
}

/** What went back lowers the net figure. */
export async function countRefunds(tx: Tx, consumer: string, refunds: GivenBack[]): Promise<void> {
  const column = columnsOf(refunds);
  const lines = refunds.flatMap(({ companyId, orderId, refId, lines }) =>
    lines.map((line) => ({ companyId, orderId, refId, ...line })),
  );
  await tx.sql`
    WITH told AS (
      SELECT * FROM unnest(${column.eventIds}::uuid[], ${column.companyIds}::uuid[], ${column.orderIds}::uuid[],
                           ${column.refIds}::uuid[], ${column.liveSessionIds}::uuid[], ${column.amounts}::bigint[],
                           ${column.items}::int[], ${refunds.map((refund) => refund.refundedAt)}::timestamptz[])
        AS t (event_id, company_id, order_id, refund_id, live_session_id, amount_fen, items, refunded_at)),
    line AS (
      SELECT * FROM unnest(${lines.map((line) => line.companyId)}::uuid[], ${lines.map((line) => line.orderId)}::uuid[],
                           ${lines.map((line) => line.refId)}::uuid[], ${lines.map((line) => line.lineId)}::uuid[],
                           ${lines.map((line) => line.quantity)}::int[], ${lines.map((line) => line.cashFen)}::bigint[])
        AS l (company_id, order_id, refund_id, line_id, quantity, cash_fen)),
    fresh AS (
      INSERT INTO inbox (consumer, event_id) SELECT ${consumer}, event_id FROM told
      ON CONFLICT DO NOTHING RETURNING event_id),
    given AS (
      INSERT INTO sale_refund (company_id, order_id, refund_id, cash_fen, refunded_at)
      SELECT company_id, order_id, refund_id, amount_fen, refunded_at FROM told JOIN fresh USING (event_id)
      ON CONFLICT DO NOTHING RETURNING company_id, order_id, refund_id),
    lined AS (
      INSERT INTO sale_refund_line (company_id, order_id, refund_id, line_id, quantity, cash_fen)
      SELECT company_id, order_id, refund_id, line_id, quantity, cash_fen
      FROM given JOIN line USING (company_id, order_id, refund_id)
      ON CONFLICT DO NOTHING),
    fact AS (
      INSERT INTO sale_fact (company_id, kind, ref_id, order_id, live_session_id, amount_fen, items)
      SELECT company_id, 'refunded', refund_id, order_id, live_session_id, amount_fen, items
      FROM told JOIN fresh USING (event_id) WHERE live_session_id IS NOT NULL
      ON CONFLICT DO NOTHING RETURNING company_id, live_session_id, amount_fen)
    INSERT INTO session_sales AS s (company_id, live_session_id, refunded_fen)
    SELECT company_id, live_session_id, sum(amount_fen)
    FROM fact GROUP BY company_id, live_session_id ORDER BY company_id, live_session_id
    ON CONFLICT (company_id, live_session_id) DO UPDATE SET refunded_fen = s.refunded_fen + EXCLUDED.refunded_fen`;
}

/** What did not get there raises it again. */
export async function countFailedRefunds(tx: Tx, consumer: string, failures: SaleFact[]): Promise<void> {
  const column = columnsOf(failures);
  await tx.sql`
    WITH told AS (
      SELECT * FROM unnest(${column.eventIds}::uuid[], ${column.companyIds}::uuid[], ${column.orderIds}::uuid[],
                           ${column.refIds}::uuid[], ${column.liveSessionIds}::uuid[], ${column.amounts}::bigint[])
        AS t (event_id, company_id, order_id, refund_id, live_session_id, amount_fen)),
    fresh AS (
      INSERT INTO inbox (consumer, event_id) SELECT ${consumer}, event_id FROM told
      ON CONFLICT DO NOTHING RETURNING event_id),
    failed AS (
      INSERT INTO sale_refund_failed (company_id, order_id, refund_id)
      SELECT company_id, order_id, refund_id FROM told JOIN fresh USING (event_id)
      ON CONFLICT DO NOTHING),
    fact AS (
      INSERT INTO sale_fact (company_id, kind, ref_id, order_id, live_session_id, amount_fen, items)
      SELECT company_id, 'refund_failed', refund_id, order_id, live_session_id, amount_fen, 0
      FROM told JOIN fresh USING (event_id) WHERE live_session_id IS NOT NULL
      ON CONFLICT DO NOTHING RETURNING company_id, live_session_id, amount_fen)
    INSERT INTO session_sales AS s (company_id, live_session_id, refunded_fen)
    SELECT company_id, live_session_id, -sum(amount_fen)
    FROM fact GROUP BY company_id, live_session_id ORDER BY company_id, live_session_id
    ON CONFLICT (company_id, live_session_id) DO UPDATE SET refunded_fen = s.refunded_fen + EXCLUDED.refunded_fen`;
}

/** Undefined if the company has no such session. */
export async function findSessionSales(tx: Tx, companyId: CompanyId, liveSessionId: LiveSessionId) {
  const [figures] = await tx.sql<Figures>`
    SELECT coalesce(paid_orders, 0) AS "paidOrders", coalesce(paid_fen, 0) AS "gmvPaidFen",
           coalesce(paid_fen - refunded_fen, 0) AS "gmvNetFen", coalesce(items, 0) AS items
    FROM live_session LEFT JOIN session_sales USING (company_id, live_session_id)
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
  return figures;
}

/** The sum over its sessions, so that the two can never differ. Undefined if the company has no such account. */
export async function findAccountSales(tx: Tx, companyId: CompanyId, accountId: AccountId) {
  const [figures] = await tx.sql<Figures>`
    SELECT coalesce(sum(paid_orders), 0)::int AS "paidOrders", coalesce(sum(paid_fen), 0)::bigint AS "gmvPaidFen",
           coalesce(sum(paid_fen - refunded_fen), 0)::bigint AS "gmvNetFen", coalesce(sum(items), 0)::int AS items
    FROM account
    LEFT JOIN live_session USING (company_id, account_id)
    LEFT JOIN session_sales USING (company_id, live_session_id)
    WHERE company_id = ${companyId} AND account_id = ${accountId}
    GROUP BY account_id`;
  return figures;
}

const columnsOf = (facts: SaleFact[]) => ({
  eventIds: facts.map((fact) => fact.eventId),
  companyIds: facts.map((fact) => fact.companyId),
  refIds: facts.map((fact) => fact.refId),
  orderIds: facts.map((fact) => fact.orderId),
  // Null: sold outside of any session; the event is ticked off all the same.
  liveSessionIds: facts.map((fact) => fact.liveSessionId || null),
  amounts: facts.map((fact) => fact.amountFen),
  items: facts.map((fact) => fact.items),
});
