import type { Row } from '../book.js';
import { check, type Check } from '../check.js';
import { pairs } from '../pairs.js';

interface PaidOrder extends Row {
  key: string;
  total_fen: bigint;
  young: boolean;
}

interface PaidJournal extends Row {
  key: string;
  journal_id: string;
  cash_fen: bigint;
  young: boolean;
}

const everyPaidOrderIsAttributedOnce: Check = {
  says: 'Every paid order is attributed once, for what the buyer paid',
  async *breaches({ orders, attribution, youngS }) {
    const paid = orders.rows<PaidOrder>(
      `SELECT order_id::text AS key, total_fen, paid_at > now() - make_interval(secs => $1) AS young
       FROM orders WHERE paid_by IS NOT NULL ORDER BY order_id`,
      [youngS],
    );
    const journals = attribution.rows<PaidJournal>(
      `SELECT order_id::text AS key, journal_id, recorded_at > now() - make_interval(secs => $1) AS young,
         -(SELECT coalesce(sum(amount), 0) FROM unnest(accounts, amounts) AS leg (account, amount)
           WHERE account = 'clearing:psp')::bigint AS cash_fen
       FROM journal WHERE kind = 'order_paid' ORDER BY order_id`,
      [youngS],
    );
    for await (const { left: order, right: journal } of pairs(paid, journals)) {
      if (order?.total_fen === journal?.cash_fen || (!journal && order?.young) || (!order && journal?.young)) continue;
      yield {
        order_id: order?.key ?? journal?.key,
        paid_fen: order?.total_fen ?? 'not paid',
        attributed_fen: journal?.cash_fen ?? 'not attributed',
        journal_id: journal?.journal_id,
      };
    }
  },
};

/** The journal, and everything that is derived from it. */
export const ledger = [
  everyPaidOrderIsAttributedOnce,
  check(
    'The legs of every journal sum to zero',
    'attribution',
    `SELECT company_id, journal_id, kind, accounts, amounts FROM journal
     WHERE (SELECT coalesce(sum(amount), 0) FROM unnest(amounts) AS amount) <> 0`,
  ),
  check(
    'The log has no gap and stands where its head says',
    'attribution',
    `SELECT count(*) AS entries, min(index) AS first, max(index) AS last, (SELECT next_index FROM log_head) AS next
     FROM log_entry
     HAVING count(*) <> (SELECT next_index FROM log_head) OR coalesce(min(index), 0) <> 0
       OR coalesce(max(index), -1) <> count(*) - 1`,
  ),
  check(
    'The log is as long as the journal',
    'attribution',
    `SELECT journal_id, log_entry.index, journal.recorded_at
     FROM journal FULL JOIN log_entry USING (journal_id)
     WHERE journal.journal_id IS NULL
       OR (log_entry.index IS NULL AND recorded_at < now() - make_interval(secs => $1))`,
  ),
  check(
    'Statements are what the journal says',
    'attribution',
    `SELECT company_id, account, index, s.amount_fen AS stated, j.amount_fen AS in_journal
     FROM statement_entry s
     FULL JOIN (
       SELECT company_id, leg.account, index, sum(leg.amount) AS amount_fen
       FROM journal JOIN log_entry USING (journal_id), unnest(accounts, amounts) AS leg (account, amount)
       GROUP BY 1, 2, 3
     ) j USING (company_id, account, index)
     WHERE s.amount_fen IS DISTINCT FROM j.amount_fen`,
  ),
  check(
    'Every statement adds up, entry by entry',
    'attribution',
    `SELECT * FROM (
       SELECT company_id, account, index, balance_fen AS stated,
         sum(amount_fen) OVER (PARTITION BY company_id, account ORDER BY index) AS added_up
       FROM statement_entry) s
     WHERE stated <> added_up`,
  ),
  check(
    'Balances are the sums of their statements',
    'attribution',
    `SELECT company_id, account, b.balance_fen, s.sum AS in_statement, b.index, s.last
     FROM balance b
     FULL JOIN (
       SELECT company_id, account, sum(amount_fen) AS sum, max(index) AS last FROM statement_entry GROUP BY 1, 2
     ) s USING (company_id, account)
     WHERE b.balance_fen IS DISTINCT FROM s.sum OR b.index IS DISTINCT FROM s.last`,
  ),
  check(
    'All balances together are zero',
    'attribution',
    'SELECT company_id, sum(balance_fen) AS sum_fen FROM balance GROUP BY company_id HAVING sum(balance_fen) <> 0',
  ),
  check(
    'Money in suspense is known to somebody',
    'attribution',
    `SELECT company_id, account, balance_fen FROM balance
     WHERE account LIKE 'suspense:%' AND balance_fen <> 0
       AND NOT EXISTS (SELECT FROM warning WHERE warning.company_id = balance.company_id AND closed_at IS NULL)`,
  ),
];
