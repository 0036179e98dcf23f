import type { Row } from '../book.js';
import { check, type Books, type Check } from '../check.js';
import { pairs } from '../pairs.js';

/**
 * A provider's account is read once a minute, and its entries come into it a little late. `$1` is how many seconds count
 * as young; 0: nothing is excused.
 */
export const READ_WITHIN = 'make_interval(secs => CASE WHEN $1 > 0 THEN greatest($1, 300) ELSE 0 END)';
// Fees wait for what their payment is for, and a payment that came late for a look at the stock.
const TOLD_WITHIN = "interval '10 minutes'";

interface Reserve extends Row {
  key: string;
  fen: bigint;
  young: boolean;
}

const theReserveIsWhatIsHeld: Check = {
  says: 'The reserve for disputes is what buyers’ banks hold',
  async *breaches({ orders, attribution, youngS }: Books) {
    const held = orders.rows<Reserve>(
      `SELECT order_id::text AS key, coalesce(sum(held_fen) FILTER (WHERE status = 'HELD'), 0)::bigint AS fen,
         max(greatest(opened_at, ended_at)) > now() - ${READ_WITHIN} AS young
       FROM dispute GROUP BY order_id ORDER BY order_id`,
      [youngS],
    );
    const reserved = attribution.rows<Reserve>(
      `SELECT order_id::text AS key, -sum(leg.amount)::bigint AS fen,
         max(recorded_at) > now() - ${READ_WITHIN} AS young
       FROM journal, unnest(accounts, amounts) AS leg (account, amount)
       WHERE leg.account = 'reserve:dispute' AND order_id IS NOT NULL GROUP BY order_id ORDER BY order_id`,
      [youngS],
    );
    for await (const { left, right } of pairs(held, reserved)) {
      if ((left?.fen ?? 0n) === (right?.fen ?? 0n) || left?.young || right?.young) continue;
      yield { order_id: left?.key ?? right?.key, held_fen: left?.fen ?? 0n, reserved_fen: right?.fen ?? 0n };
    }
  },
};

/** The account that a provider keeps for us, as orders has read it, against what orders and the ledger say. */
export const providerAccount = [
  check(
    'What came into the provider’s account is what the payments of orders say',
    'orders',
    `SELECT company_id, order_id, payment_id, p.received_fen, e.fen AS account_fen
     FROM (
       SELECT company_id, order_id, payment_id, received_fen, succeeded_at AS at FROM payment
       WHERE provider <> 'sandbox' AND status = 'SUCCEEDED'
     ) p
     FULL JOIN (
       SELECT company_id, order_id, payment_id, sum(amount_fen)::bigint AS fen, max(happened_at) AS at
       FROM provider_entry WHERE kind = 'charge' AND payment_id IS NOT NULL GROUP BY 1, 2, 3
     ) e USING (company_id, order_id, payment_id)
     WHERE p.received_fen IS DISTINCT FROM e.fen AND greatest(p.at, e.at) <= now() - ${READ_WITHIN}`,
  ),
  check(
    'What went out of the provider’s account is what the refunds of orders say',
    'orders',
    `SELECT company_id, order_id, payment_id, r.fen AS refunded_fen, -e.fen AS account_fen
     FROM (
       SELECT company_id, order_id, payment_id, max(greatest(requested_at, finished_at)) AS at,
         coalesce(sum(amount_fen) FILTER (WHERE status = 'SUCCEEDED'), 0)::bigint AS fen
       FROM refund WHERE provider <> 'sandbox' GROUP BY 1, 2, 3
     ) r
     FULL JOIN (
       SELECT company_id, order_id, payment_id, sum(amount_fen)::bigint AS fen, max(happened_at) AS at
       FROM provider_entry WHERE kind = 'refund' AND payment_id IS NOT NULL GROUP BY 1, 2, 3
     ) e USING (company_id, order_id, payment_id)
     WHERE coalesce(r.fen, 0) <> -coalesce(e.fen, 0) AND greatest(r.at, e.at) <= now() - ${READ_WITHIN}`,
  ),
  check(
    'What buyers’ banks took out of the provider’s account is in dispute',
    'orders',
    `SELECT company_id, order_id, payment_id, d.held_fen, -e.fen AS account_fen
     FROM (
       SELECT company_id, order_id, payment_id, sum(held_fen)::bigint AS held_fen, bool_and(status = 'HELD') AS open,
         max(greatest(opened_at, ended_at)) AS at
       FROM dispute WHERE status <> 'OPEN' GROUP BY 1, 2, 3
     ) d
     FULL JOIN (
       SELECT company_id, order_id, payment_id, sum(amount_fen)::bigint AS fen, max(happened_at) AS at
       FROM provider_entry WHERE kind = 'dispute' AND payment_id IS NOT NULL GROUP BY 1, 2, 3
     ) e USING (company_id, order_id, payment_id)
     WHERE (d.payment_id IS NULL OR e.payment_id IS NULL OR (d.open AND d.held_fen <> -e.fen))
       AND greatest(d.at, e.at) <= now() - ${READ_WITHIN}`,
  ),
  theReserveIsWhatIsHeld,
  check(
    'No entry about a payment in the provider’s account is nobody’s',
    'orders',
    `SELECT provider, ref, type, payment_ref, amount_fen, happened_at FROM provider_entry
     WHERE payment_ref IS NOT NULL AND payment_id IS NULL AND happened_at <= now() - ${READ_WITHIN}`,
  ),
  check(
    'No fee that the provider took waits to be told',
    'orders',
    `SELECT provider, ref, order_id, fee_fen, fee_due_at FROM provider_entry
     WHERE payment_id IS NOT NULL AND fee_due_at < now() - ${TOLD_WITHIN}`,
  ),
  check(
    'No fee waits for its order',
    'attribution',
    `SELECT company_id, fee_id, order_id, fee_fen, parked_at FROM parked_fee WHERE parked_at < now() - ${TOLD_WITHIN}`,
  ),
];

interface Line extends Row {
  key: string;
  fen: bigint;
  fee_fen: bigint;
  young: boolean;
}

/** For whoever has a key: what Stripe itself says now, past the adapter and the tables that are checked here. */
export const stripeItself: Check = {
  says: 'Stripe itself tells its account as orders has read it',
  async *breaches({ orders, stripe, youngS }) {
    const told = stripe(await firstEntry(orders));
    const read = orders.rows<Line>(
      `SELECT ref AS key, amount_fen AS fen, fee_fen, happened_at > now() - ${READ_WITHIN} AS young
       FROM provider_entry WHERE provider = 'stripe' ORDER BY ref COLLATE "C"`,
      [youngS],
    );
    const youngSince = Date.now() - (youngS > 0 ? Math.max(youngS, 300) * 1_000 : 0);
    for await (const { left: theirs, right: ours } of pairs(told, read)) {
      if (theirs?.fen === ours?.fen && theirs?.feeFen === ours?.fee_fen) continue;
      if (ours?.young || (theirs && youngS > 0 && theirs.at > youngSince)) continue;
      yield {
        ref: theirs?.key ?? ours?.key,
        stripe_fen: theirs?.fen ?? 'nothing',
        stripe_fee_fen: theirs?.feeFen,
        read_fen: ours?.fen ?? 'nothing',
        read_fee_fen: ours?.fee_fen,
      };
    }
  },
};

// As far back as orders looks at its very first start.
const FIRST_LOOK_BACK_MS = 24 * 60 * 60_000;

async function firstEntry(orders: Books['orders']): Promise<Date> {
  const rows = orders.rows<{ at: Date | null }>(
    `SELECT min(happened_at) AS at FROM provider_entry WHERE provider = 'stripe'`,
  );
  for await (const { at } of rows) if (at) return at;
  return new Date(Date.now() - FIRST_LOOK_BACK_MS);
}
