import type { Tx } from '#database/tx.js';
import type { CompanyId } from '#kernel/id.js';
import type { LedgerAccount } from './ledger-account-id.js';

// About 120 bytes each in an answer, which must stay well below the broker's limit of 1 MB.
const ACCOUNTS_MAX = 5_000;

export interface Balance {
  account: string;
  balanceFen: bigint;
}

/** All accounts of a company and how far the log had come; lots that are sold out are left out, for they never end. */
export async function balancesOf(tx: Tx, companyId: CompanyId): Promise<{ asOfIndex: bigint; balances: Balance[] }> {
  // One statement, so that the index and the balances are of one moment.
  const rows = await tx.sql<Balance & { asOfIndex: bigint; account: string | null }>`
    SELECT next_index - 1 AS "asOfIndex", account, balance_fen AS "balanceFen"
    FROM log_head LEFT JOIN balance
      ON company_id = ${companyId} AND (balance_fen <> 0 OR account NOT LIKE 'inventory:lot:%')
    ORDER BY account LIMIT ${ACCOUNTS_MAX}`;
  return {
    asOfIndex: rows[0]?.asOfIndex ?? -1n,
    balances: rows.filter((row): row is Balance & { asOfIndex: bigint } => row.account !== null),
  };
}

export async function balanceOf(
  tx: Tx,
  { companyId, account }: LedgerAccount,
): Promise<{ asOfIndex: bigint; balanceFen: bigint } | undefined> {
  const rows = await tx.sql<{ asOfIndex: bigint; balanceFen: bigint }>`
    SELECT next_index - 1 AS "asOfIndex", balance_fen AS "balanceFen"
    FROM log_head, balance WHERE company_id = ${companyId} AND account = ${account}`;
  return rows[0];
}

export interface StatementRow {
  index: bigint;
  journalId: string;
  kind: string;
  orderId: string | null;
  amountFen: bigint;
  balanceFen: bigint;
  recordedAt: Date;
}

/** The entries after one index and up to another, oldest first. */
export async function statementOf(
  tx: Tx,
  { companyId, account }: LedgerAccount,
  { after, upTo, limit }: { after: bigint; upTo: bigint; limit: number },
): Promise<StatementRow[]> {
  return tx.sql<StatementRow>`
    SELECT entry.index, journal.journal_id AS "journalId", kind, order_id AS "orderId", entry.amount_fen AS "amountFen",
           entry.balance_fen AS "balanceFen", recorded_at AS "recordedAt"
    FROM statement_entry AS entry
    JOIN log_entry ON log_entry.index = entry.index
    JOIN journal ON journal.company_id = entry.company_id AND journal.journal_id = log_entry.journal_id
    WHERE entry.company_id = ${companyId} AND entry.account = ${account}
      AND entry.index > ${after} AND entry.index <= ${upTo}
    ORDER BY entry.index LIMIT ${limit}`;
}
