import type { Tx } from '#database/tx.js';
import type { AccountId, CompanyId, LiveSessionId } from '#kernel/id.js';

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

export type SaleKind = 'paid' | 'refunded' | 'refund_failed';

export interface Figures {
  paidOrders: number;
  gmvPaidFen: bigint;
  gmvNetFen: bigint;
  items: number;
}

/**
 * Inbox, facts and counters in one statement, which commits by itself. A fact that stands already is not counted again,
 * even if another event tells it. What went back lowers the net figure alone; what did not get there raises it again.
 */
export async function count(tx: Tx, consumer: string, kind: SaleKind, facts: SaleFact[]): Promise<void> {
  const column = columnsOf(facts);
  await tx.sql`
    WITH told AS (
      SELECT * FROM unnest(${column.eventIds}::uuid[], ${column.companyIds}::uuid[], ${column.refIds}::uuid[],
                           ${column.orderIds}::uuid[], ${column.liveSessionIds}::uuid[], ${column.amounts}::bigint[],
                           ${column.items}::int[])
        AS t (event_id, company_id, ref_id, order_id, live_session_id, amount_fen, items)),
    fresh AS (
      INSERT INTO inbox (consumer, event_id) SELECT ${consumer}, event_id FROM told
      ON CONFLICT DO NOTHING RETURNING event_id),
    fact AS (
      INSERT INTO sale_fact (company_id, kind, ref_id, order_id, live_session_id, amount_fen, items)
      SELECT company_id, ${kind}, ref_id, order_id, live_session_id, amount_fen, items
      FROM told JOIN fresh USING (event_id) WHERE live_session_id IS NOT NULL
      ON CONFLICT DO NOTHING RETURNING company_id, kind, live_session_id, amount_fen, items)
    INSERT INTO session_sales AS s (company_id, live_session_id, paid_orders, paid_fen, items, refunded_fen)
    SELECT company_id, live_session_id, count(*) FILTER (WHERE kind = 'paid'),
           coalesce(sum(amount_fen) FILTER (WHERE kind = 'paid'), 0), coalesce(sum(items) FILTER (WHERE kind = 'paid'), 0),
           coalesce(sum(CASE kind WHEN 'refunded' THEN amount_fen WHEN 'refund_failed' THEN -amount_fen END), 0)
    FROM fact GROUP BY company_id, live_session_id ORDER BY company_id, live_session_id
    ON CONFLICT (company_id, live_session_id) DO UPDATE SET
      paid_orders = s.paid_orders + EXCLUDED.paid_orders,
      paid_fen = s.paid_fen + EXCLUDED.paid_fen,
      items = s.items + EXCLUDED.items,
      refunded_fen = s.refunded_fen + EXCLUDED.refunded_fen`;
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
