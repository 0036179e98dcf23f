import type { Tx } from '#database/tx.js';
import { Fen } from '#kernel/fen.js';
import type { LegArrays } from './journal.sql.js';
import { legsOf } from './journal.sql.js';
import type { Leg } from './entry.js';
import { failureRef, refundRef, returnRef, type FailedRefund, type Refund } from './refund.js';

/**
 * One refund of an order at a time, for each is a share of what the earlier ones left; and of a company, for they take
 * from the same accounts. Orders first, then companies, each in one order: so nobody waits for each other.
 * Before the transaction's first write: the log is in the order of transaction ids, and it must be this one.
 */
export async function lockForRefunds(tx: Tx, refunds: { orderId: string; companyId: string }[]): Promise<void> {
  await lockOrders(
    tx,
    refunds.map(({ orderId }) => orderId),
  );
  const companyIds = [...new Set(refunds.map(({ companyId }) => companyId))].sort();
  await tx.sql`
    SELECT pg_advisory_xact_lock(hashtextextended(company_id, 1)) FROM unnest(${companyIds}::text[]) AS company_id`;
}

export async function lockOrders(tx: Tx, orderIds: string[]): Promise<void> {
  await tx.sql`
    SELECT pg_advisory_xact_lock(hashtextextended(order_id, 0)) FROM unnest(${[...orderIds].sort()}::text[]) AS order_id`;
}

/** What accounts hold now, with what is posted and not in the log yet; without what comes after us in the log. */
export async function balancesNow(tx: Tx, companyId: string, accounts: string[]): Promise<Map<string, bigint>> {
  const rows = await tx.sql<{ account: string; fen: bigint }>`
    SELECT account, sum(fen)::bigint AS fen FROM (
      SELECT account, balance_fen AS fen FROM balance
      WHERE company_id = ${companyId} AND account = ANY(${accounts}::text[])
      UNION ALL
      SELECT leg.account, leg.amount
      FROM journal, unnest(accounts, amounts) AS leg (account, amount)
      WHERE (xid, journal_id) > ((SELECT cursor_xid FROM log_head), (SELECT cursor_journal FROM log_head))
        AND xid <= pg_current_xact_id()
        AND company_id = ${companyId} AND leg.account = ANY(${accounts}::text[])
    ) AS parts GROUP BY account`;
  return new Map(rows.map(({ account, fen }) => [account, fen]));
}

export async function parkRefund(tx: Tx, refund: Refund): Promise<void> {
  const { companyId, refundId, orderId, amountFen, lines, weighed } = refund;
  const named = lines.map((line) => ({ lineId: line.lineId, amountFen: String(line.amountFen) }));
  await tx.sql`
    INSERT INTO parked_refund (company_id, refund_id, order_id, amount_fen, lines, weighed)
    VALUES (${companyId}, ${refundId}, ${orderId}, ${amountFen}, ${JSON.stringify(named)}::jsonb, ${weighed})
    ON CONFLICT DO NOTHING`;
}

/** Parked refunds of these orders. */
export function parkedOf(tx: Tx, orderIds: string[]): Promise<FailedRefund[]> {
  return tx.sql<FailedRefund>`
    SELECT company_id AS "companyId", refund_id AS "refundId", order_id AS "orderId" FROM parked_refund
    WHERE order_id = ANY(${orderIds}::uuid[])`;
}

/** Takes the parked refunds of these orders; whoever comes second finds none. */
export async function takeParked(tx: Tx, orderIds: string[]): Promise<Refund[]> {
  const rows = await tx.sql<Omit<Refund, 'lines'> & { lines: { lineId: string; amountFen: string }[] }>`
    DELETE FROM parked_refund WHERE order_id = ANY(${orderIds}::uuid[])
    RETURNING company_id AS "companyId", refund_id AS "refundId", order_id AS "orderId", amount_fen AS "amountFen",
      lines, weighed`;
  return rows.map(({ lines, ...refund }) => ({
    ...refund,
    lines: lines.map(({ lineId, amountFen }) => ({ lineId, amountFen: Fen.of(amountFen) })),
  }));
}

/** Orders that are in the books although a refund of theirs is still parked. */
export async function parkedButPosted(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.sql<{ orderId: string }>`
    SELECT DISTINCT order_id AS "orderId" FROM parked_refund AS parked
    WHERE EXISTS (SELECT FROM journal WHERE journal.order_id = parked.order_id
                  AND journal.company_id = parked.company_id AND kind = 'order_paid')
    LIMIT ${limit}`;
  return rows.map(({ orderId }) => orderId);
}

/** What was posted for a refund, and whether that was undone before. */
export async function givenFor(tx: Tx, refund: FailedRefund): Promise<{ legs: Leg[]; undone: boolean } | undefined> {
  const { companyId, orderId } = refund;
  const rows = await tx.sql<LegArrays & { ref: string }>`
    SELECT ref, accounts, amounts, line_nos AS "lineNos", refundable, line_ids AS "lineIds", rule_ids AS "ruleIds",
      borne_by AS "borneBy"
    FROM journal WHERE company_id = ${companyId} AND order_id = ${orderId} AND xid <= pg_current_xact_id()
      AND ref IN (${refundRef(refund)}, ${returnRef(refund)}, ${failureRef(refund)})`;
  const given = rows.find(({ ref }) => ref !== failureRef(refund));
  return given && { legs: legsOf(given), undone: rows.length > 1 };
}

export async function parkFailure(tx: Tx, { companyId, refundId, orderId }: FailedRefund): Promise<void> {
  await tx.sql`
    INSERT INTO parked_failure (company_id, refund_id, order_id) VALUES (${companyId}, ${refundId}, ${orderId})
    ON CONFLICT DO NOTHING`;
}

/** Failures that are still parked although their refunds are in the books. */
export function parkedFailuresPosted(tx: Tx, limit: number): Promise<FailedRefund[]> {
  return tx.sql<FailedRefund>`
    SELECT company_id AS "companyId", refund_id AS "refundId", order_id AS "orderId" FROM parked_failure AS parked
    WHERE EXISTS (SELECT FROM journal WHERE journal.order_id = parked.order_id
      AND journal.company_id = parked.company_id
      AND ref IN ('order_refunded:' || parked.refund_id, 'payment_returned:' || parked.refund_id))
    LIMIT ${limit}`;
}

/** Whoever comes second finds none. */
export function takeParkedFailures(tx: Tx, failures: FailedRefund[]): Promise<FailedRefund[]> {
  return tx.sql<FailedRefund>`
    DELETE FROM parked_failure WHERE refund_id = ANY(${failures.map(({ refundId }) => refundId)}::uuid[])
    RETURNING company_id AS "companyId", refund_id AS "refundId", order_id AS "orderId"`;
}
