import type { Tx } from '#database/tx.js';
import type { CompanyId, OrderId } from '#kernel/id.js';
import type { Kind, Leg } from './entry.js';
import { legsOf, type LegArrays } from './journal.sql.js';

// One order is paid once and refunded a few times; strays are rare.
const JOURNALS_MAX = 200;

export interface LoggedEntry {
  journalId: string;
  /** Null until it is sequenced. */
  index: bigint | null;
  kind: Kind;
  legs: Leg[];
  recordedAt: Date;
}

/** The company in whose books the order stands: one, or none. */
export async function companyOfOrder(tx: Tx, orderId: OrderId): Promise<CompanyId[]> {
  const rows = await tx.sql<{ companyId: CompanyId }>`
    SELECT DISTINCT company_id AS "companyId" FROM journal WHERE order_id = ${orderId}`;
  return rows.map(({ companyId }) => companyId);
}

export async function journalsOfOrder(tx: Tx, companyId: CompanyId, orderId: OrderId): Promise<LoggedEntry[]> {
  const rows = await tx.sql<LegArrays & Omit<LoggedEntry, 'legs'>>`
    SELECT journal.journal_id AS "journalId", log_entry.index, kind, accounts, amounts, line_nos AS "lineNos",
           refundable, line_ids AS "lineIds", rule_ids AS "ruleIds", recorded_at AS "recordedAt"
    FROM journal LEFT JOIN log_entry ON log_entry.journal_id = journal.journal_id
    WHERE company_id = ${companyId} AND order_id = ${orderId}
    ORDER BY log_entry.index NULLS LAST, recorded_at, journal.journal_id LIMIT ${JOURNALS_MAX}`;
  return rows.map(({ journalId, index, kind, recordedAt, ...arrays }) => {
    return { journalId, index, kind, recordedAt, legs: legsOf(arrays) };
  });
}
