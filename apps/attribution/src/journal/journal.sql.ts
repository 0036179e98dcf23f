import type { Tx } from '#database/tx.js';
import { DUE_AFTER_H, OWNER, type Warning } from '../warnings/warning.js';
import { journalIdOf, refOf, type Entry, type Kind, type Leg } from './entry.js';

/** What a consumer makes of one event. */
export interface Posting {
  eventId: string;
  entry?: Entry;
  warning?: Warning;
}

/**
 * Posts what events say, once each, in one statement: inbox, journal, warnings. An entry that is there already under
 * another event is not posted again, but somebody is told. Returns the orders of these entries that have parked refunds.
 */
export async function postFresh(tx: Tx, consumer: string, postings: Posting[]): Promise<string[]> {
  const entries = postings.flatMap(({ eventId, entry }) => (entry ? [{ event_id: eventId, ...rowOf(entry) }] : []));
  const warnings = postings.flatMap(({ eventId, warning }) => (warning ? [{ event_id: eventId, ...warning }] : []));
  const parked = await tx.sql<{ orderId: string }>`
    WITH fresh AS (
      INSERT INTO inbox (consumer, event_id)
      SELECT ${consumer}, unnest(${postings.map(({ eventId }) => eventId)}::uuid[])
      ON CONFLICT DO NOTHING RETURNING event_id
    ), entry AS MATERIALIZED (
      SELECT given.* FROM json_to_recordset(${JSON.stringify(entries)}::json) AS given (
        event_id uuid, company_id uuid, journal_id uuid, kind text, ref text, order_id uuid, accounts text[],
        amounts bigint[], line_nos smallint[], refundable boolean[], line_ids uuid[], rule_ids uuid[], borne_by text[],
        input json)
      JOIN fresh USING (event_id)
    ), posted AS (
      INSERT INTO journal (company_id, journal_id, kind, ref, order_id, accounts, amounts, line_nos, refundable,
                           line_ids, rule_ids, borne_by, input)
      SELECT company_id, journal_id, kind, ref, order_id, accounts, amounts, line_nos, refundable, line_ids, rule_ids,
             borne_by, input
      FROM entry
      ON CONFLICT (company_id, journal_id) DO NOTHING RETURNING journal_id
    ), warned AS (
      INSERT INTO warning (company_id, code, subject, detail, owner, due_at)
      SELECT company_id, code, subject, detail, ${OWNER}, now() + make_interval(hours => ${DUE_AFTER_H})
      FROM (
        SELECT given."companyId" AS company_id, code, subject, detail
        FROM json_to_recordset(${JSON.stringify(warnings)}::json)
          AS given (event_id uuid, "companyId" uuid, code text, subject text, detail text)
        JOIN fresh USING (event_id)
        UNION ALL
        SELECT company_id, 'journal.posted_twice', ref, 'event ' || event_id
        -- Also where both events came in one batch.
        FROM (SELECT *, row_number() OVER (PARTITION BY company_id, journal_id) AS time FROM entry) AS entry
        WHERE time > 1 OR journal_id NOT IN (SELECT journal_id FROM posted)
      ) AS warning
      ON CONFLICT DO NOTHING
    )
    SELECT DISTINCT order_id AS "orderId" FROM parked_refund
    WHERE order_id = ANY(${entries.flatMap((entry) => entry.order_id ?? [])}::uuid[])`;
  return parked.map(({ orderId }) => orderId);
}

/** Posts entries within a transaction that has made sure of them. */
export async function insertEntries(tx: Tx, entries: Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.sql`
    INSERT INTO journal (company_id, journal_id, kind, ref, order_id, accounts, amounts, line_nos, refundable, line_ids,
                         rule_ids, borne_by, input)
    SELECT * FROM json_to_recordset(${JSON.stringify(entries.map(rowOf))}::json) AS given (
      company_id uuid, journal_id uuid, kind text, ref text, order_id uuid, accounts text[], amounts bigint[],
      line_nos smallint[], refundable boolean[], line_ids uuid[], rule_ids uuid[], borne_by text[], input json)
    ON CONFLICT (company_id, journal_id) DO NOTHING`;
}

export interface OrderEntry {
  companyId: string;
  orderId: string;
  kind: Kind;
  ref: string;
  legs: Leg[];
}

/**
 * What was paid for orders and refunded of them, what of that came back, what moved from lot to lot and was weighed.
 * An entry that will come after this transaction's own in the log is not there yet: nothing is posted upon it.
 */
export async function entriesOfOrders(tx: Tx, orderIds: string[]): Promise<OrderEntry[]> {
  const rows = await tx.sql<LegArrays & Omit<OrderEntry, 'legs'>>`
    SELECT company_id AS "companyId", order_id AS "orderId", kind, ref, accounts, amounts,
           line_nos AS "lineNos", refundable, line_ids AS "lineIds", rule_ids AS "ruleIds", borne_by AS "borneBy"
    FROM journal
    WHERE order_id = ANY(${orderIds}::uuid[])
      AND kind IN ('order_paid', 'order_refunded', 'refund_failed', 'line_reallocated', 'order_weighed')
      AND xid <= pg_current_xact_id()
    ORDER BY recorded_at, journal_id`;
  return rows.map(({ companyId, orderId, kind, ref, ...arrays }) => ({
    companyId,
    orderId,
    kind,
    ref,
    legs: legsOf(arrays),
  }));
}

export interface LegArrays {
  accounts: string[];
  amounts: bigint[];
  lineNos: (number | null)[];
  refundable: boolean[];
  lineIds: string[];
  ruleIds: string[];
  borneBy?: (string | null)[] | null;
}

export const legsOf = ({ accounts, amounts, lineNos, refundable, lineIds, ruleIds, borneBy }: LegArrays): Leg[] =>
  accounts.map((account, at) => {
    const line = (lineNos[at] ?? 0) - 1;
    const bearer = borneBy?.[at];
    return {
      account,
      amountFen: (amounts[at] ?? 0n) as Leg['amountFen'],
      refundable: refundable[at] ?? true,
      lineId: lineIds[line] ?? null,
      ruleId: ruleIds[line] ?? null,
      ...(bearer ? { borneBy: bearer } : {}),
    };
  });

/** A backlog is made of these: one pass over the legs. */
function rowOf(entry: Entry) {
  const { companyId, kind, orderId, legs, input } = entry;
  const row = {
    ...{ company_id: companyId, journal_id: journalIdOf(entry), kind, ref: refOf(entry), order_id: orderId },
    accounts: [] as string[],
    amounts: [] as string[],
    line_nos: [] as (number | null)[],
    refundable: [] as boolean[],
    line_ids: [] as string[],
    rule_ids: [] as (string | null)[],
    borne_by: null as (string | null)[] | null,
    input,
  };
  for (const { account, amountFen, refundable, lineId, ruleId } of legs) {
    row.accounts.push(account);
    row.amounts.push(amountFen.toString());
    row.refundable.push(refundable);
    row.line_nos.push(lineId ? lineNo(row, lineId, ruleId) : null);
  }
  if (legs.some(({ borneBy }) => borneBy)) row.borne_by = legs.map(({ borneBy }) => borneBy ?? null);
  return row;
}

/** From 1; a line that is met for the first time is added. */
function lineNo(row: { line_ids: string[]; rule_ids: (string | null)[] }, lineId: string, ruleId: string | null) {
  const known = row.line_ids.indexOf(lineId);
  const at = known >= 0 ? known : row.line_ids.push(lineId) - 1;
  row.rule_ids[at] = ruleId;
  return at + 1;
}
