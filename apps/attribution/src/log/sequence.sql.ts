/**
 * One batch of the log in one statement, so that nothing can come between its parts: picks committed journal rows
 * below the horizon (no transaction that could still write an earlier row is running), numbers them, writes their log
 * entries, statement entries with running balances, the balances and the head.
 *
 * $1 epoch, $2 next index, $3 and $4 cursor (as parameters: through a join the plan reads the journal from its start),
 * $5 how many rows at the most. With nothing to do it locks and writes nothing. The balance that an account brought is
 * looked up once, for the first of its entries: joined as sets, the plan reads all there are (14 ms a batch in place of
 * 3). Summing, looking up and running share one sorting of the legs.
 */
export const SEQUENCE = `
WITH picked AS MATERIALIZED (
  SELECT company_id, journal_id, accounts, amounts, xid,
         $2::bigint + row_number() OVER (ORDER BY xid, journal_id) - 1 AS index
  FROM (
    SELECT company_id, journal_id, accounts, amounts, xid FROM journal
    WHERE (xid, journal_id) > ($3::xid8, $4::uuid) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, journal_id LIMIT $5::int
  ) AS next_rows
), leader AS MATERIALIZED (
  SELECT one FROM log_head
  WHERE epoch = $1::bigint AND next_index = $2::bigint AND EXISTS (SELECT FROM picked)
  FOR UPDATE
), running AS MATERIALIZED (
  SELECT company_id, account, index, amount, sum(amount + brought) OVER account AS balance,
         lead(index) OVER account IS NULL AS newest
  FROM (
    SELECT company_id, account, index, amount,
           CASE WHEN lag(index) OVER account IS NULL THEN coalesce((
             SELECT balance_fen FROM balance
             WHERE balance.company_id = summed.company_id AND balance.account = summed.account
           ), 0) ELSE 0 END AS brought
    FROM (
      SELECT picked.company_id, leg.account COLLATE "C" AS account, picked.index, sum(leg.amount)::bigint AS amount
      FROM leader, picked, unnest(picked.accounts, picked.amounts) AS leg (account, amount)
      GROUP BY 1, 2, 3
    ) AS summed
    WINDOW account AS (PARTITION BY company_id, account ORDER BY index)
  ) AS entry
  WINDOW account AS (PARTITION BY company_id, account ORDER BY index)
), logged AS (
  INSERT INTO log_entry (index, journal_id) SELECT picked.index, picked.journal_id FROM leader, picked
), entered AS (
  INSERT INTO statement_entry (company_id, account, index, amount_fen, balance_fen)
  SELECT company_id, account, index, amount, balance::bigint FROM running
), balanced AS (
  INSERT INTO balance (company_id, account, balance_fen, index)
  SELECT company_id, account, balance::bigint, index FROM running WHERE newest
  ON CONFLICT (company_id, account) DO UPDATE SET balance_fen = excluded.balance_fen, index = excluded.index
), last AS (
  SELECT index, xid, journal_id FROM picked ORDER BY index DESC LIMIT 1
), moved AS (
  UPDATE log_head SET next_index = last.index + 1, cursor_xid = last.xid, cursor_journal = last.journal_id
  FROM last, leader WHERE log_head.one = leader.one
  RETURNING next_index, cursor_xid, cursor_journal
)
SELECT (SELECT count(*)::int FROM picked) AS taken,
       moved.next_index IS NOT NULL AS moved,
       moved.next_index AS "nextIndex", moved.cursor_xid::text AS "cursorXid", moved.cursor_journal AS "cursorJournal",
       EXISTS (SELECT FROM journal WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())) AS behind
FROM (SELECT) AS one LEFT JOIN moved ON true`;
