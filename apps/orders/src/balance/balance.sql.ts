import { PaymentFeeKnownSchema, ProviderBalanceToldSchema } from '#contracts/tianjian/orders/v1/provider_account_pb.js';
import type { Tx } from '#database/tx.js';
import type { Fen } from '#kernel/fen.js';
import { FeeId, type CompanyId, type OrderId, type PaymentId } from '#kernel/id.js';
import type { BalanceEntry } from '../payments/provider.js';

// Its order's events have reached the ledger long before.
const QUIET_S = 3_600;
// What differed is compared again a day later, as what was right is, for the ledger may have moved.
const COMPARE_AGAIN_S = 86_400;
const COMPARE_FOR_S = 3 * 86_400;
// Of a payment that we learn of only after its entry.
const LOOK_FOR_OWNER_S = 7 * 86_400;

/** When the newest entry that we have happened. */
export async function newestEntry(tx: Tx, provider: string): Promise<Date | null> {
  const [row] = await tx.sql<{ at: Date | null }>`
    SELECT max(happened_at) AS at FROM provider_entry WHERE provider = ${provider}`;
  return row?.at ?? null;
}

/** Keeps entries, each once, with whose they are as far as that is known. */
export async function storeEntries(tx: Tx, provider: string, entries: BalanceEntry[]): Promise<void> {
  await tx.sql`
    INSERT INTO provider_entry (provider, ref, kind, type, payment_ref, company_id, order_id, payment_id, amount_fen,
      fee_fen, happened_at, fee_due_at, compare_at)
    SELECT ${provider}, e.ref, e.kind, e.type, e.payment_ref, r.company_id, r.order_id, r.payment_id, e.amount_fen,
      e.fee_fen, e.happened_at, CASE WHEN e.fee_fen <> 0 AND e.kind IN ('charge', 'refund') THEN now() END,
      e.happened_at + ${QUIET_S} * interval '1 second'
    FROM unnest(${entries.map((entry) => entry.ref)}::text[], ${entries.map((entry) => entry.kind)}::text[],
        ${entries.map((entry) => entry.type)}::text[], ${entries.map((entry) => entry.paymentRef)}::text[],
        ${entries.map((entry) => entry.amountFen)}::bigint[], ${entries.map((entry) => entry.feeFen)}::bigint[],
        ${entries.map((entry) => entry.happenedAt)}::timestamptz[])
        AS e (ref, kind, type, payment_ref, amount_fen, fee_fen, happened_at)
      LEFT JOIN provider_ref r ON r.provider = ${provider} AND r.ref = e.payment_ref
    ON CONFLICT DO NOTHING`;
}

/** Whose they are, of those that nobody knew when they came. */
export async function findOwners(tx: Tx, provider: string): Promise<void> {
  await tx.sql`
    UPDATE provider_entry e SET company_id = r.company_id, order_id = r.order_id, payment_id = r.payment_id
    FROM provider_ref r
    WHERE e.provider = ${provider} AND e.payment_id IS NULL AND e.payment_ref IS NOT NULL
      AND e.happened_at > now() - ${LOOK_FOR_OWNER_S} * interval '1 second'
      AND r.provider = e.provider AND r.ref = e.payment_ref`;
}

/** Tells fees of payments whose fate is decided; how many. */
export async function tellFees(tx: Tx, provider: string, limit: number): Promise<number> {
  const fees = await tx.sql<{
    ref: string;
    orderId: OrderId;
    companyId: CompanyId;
    paymentId: PaymentId;
    feeFen: Fen;
    estimated: boolean;
  }>`
    WITH due AS (
      SELECT e.provider, e.ref, e.kind = 'charge' AND p.stray IS NULL AS estimated
      FROM provider_entry e JOIN payment p ON (p.company_id, p.payment_id) = (e.company_id, e.payment_id)
      WHERE e.fee_due_at <= now() AND e.provider = ${provider}
        AND p.status = 'SUCCEEDED' AND p.stray IS DISTINCT FROM 'undecided'
      ORDER BY e.fee_due_at LIMIT ${limit} FOR UPDATE OF e SKIP LOCKED
    )
    UPDATE provider_entry e SET fee_due_at = NULL
    FROM due WHERE (e.provider, e.ref) = (due.provider, due.ref)
    RETURNING e.ref, e.order_id AS "orderId", e.company_id AS "companyId", e.payment_id AS "paymentId",
      e.fee_fen AS "feeFen", due.estimated`;
  const events = fees.map(({ ref, ...fee }) => ({ ...fee, feeId: FeeId.derive(provider, ref) }));
  if (events.length > 0) await tx.publish(PaymentFeeKnownSchema, events);
  return fees.length;
}

interface ComparedOrder {
  companyId: CompanyId;
  orderId: OrderId;
  balanceFen: bigint;
}

/**
 * Tells what the provider keeps of the orders that are due for a comparison: after each entry once it is quiet around
 * them, and again for some days. How many.
 */
export async function tellBalances(tx: Tx, provider: string, limit: number): Promise<number> {
  const orders = await tx.sql<ComparedOrder>`
    WITH due AS (
      SELECT provider, ref, company_id, order_id FROM provider_entry
      WHERE compare_at <= now() AND provider = ${provider}
      ORDER BY compare_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), compared AS (
      UPDATE provider_entry e SET compare_at = CASE
        WHEN e.happened_at > now() - ${COMPARE_FOR_S} * interval '1 second'
        THEN now() + ${COMPARE_AGAIN_S} * interval '1 second' END
      FROM due WHERE (e.provider, e.ref) = (due.provider, due.ref)
    )
    SELECT e.company_id AS "companyId", e.order_id AS "orderId", sum(amount_fen - fee_fen)::bigint AS "balanceFen"
    FROM (SELECT DISTINCT company_id, order_id FROM due WHERE order_id IS NOT NULL) AS one
      JOIN provider_entry e USING (company_id, order_id)
    GROUP BY 1, 2
    HAVING max(happened_at) <= now() - ${QUIET_S} * interval '1 second'`;
  await publishBalances(tx, orders);
  return orders.length;
}

/** Tells of money that we believe in and the provider has no entry for, hours later: it keeps nothing of it. */
export async function tellMissing(tx: Tx, provider: string, limit: number): Promise<number> {
  const orders = await tx.sql<ComparedOrder>`
    SELECT p.company_id AS "companyId", p.order_id AS "orderId", coalesce((
        SELECT sum(amount_fen - fee_fen) FROM provider_entry e
        WHERE (e.company_id, e.order_id) = (p.company_id, p.order_id)), 0)::bigint AS "balanceFen"
    FROM payment p
    WHERE p.status = 'SUCCEEDED' AND p.provider = ${provider} AND p.provider <> 'sandbox'
      AND p.succeeded_at BETWEEN now() - ${COMPARE_FOR_S} * interval '1 second'
        AND now() - 2 * ${QUIET_S} * interval '1 second'
      AND NOT EXISTS (SELECT FROM provider_entry e WHERE e.kind = 'charge'
        AND (e.company_id, e.order_id, e.payment_id) = (p.company_id, p.order_id, p.payment_id))
    ORDER BY p.succeeded_at LIMIT ${limit}`;
  await publishBalances(tx, orders);
  return orders.length;
}

async function publishBalances(tx: Tx, orders: ComparedOrder[]): Promise<void> {
  const events = [...new Set(orders.map(({ companyId }) => companyId))].map((companyId) => ({
    companyId,
    orders: orders.flatMap((order) => (order.companyId === companyId ? [order] : [])),
  }));
  if (events.length > 0) await tx.publish(ProviderBalanceToldSchema, events);
}
