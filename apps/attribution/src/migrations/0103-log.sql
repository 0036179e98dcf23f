-- The order in which the college's money moved: gap-free, given by one sequencer after the fact is committed.
CREATE TABLE log_entry (
  index      bigint PRIMARY KEY CHECK (index >= 0),
  journal_id uuid   NOT NULL UNIQUE
);
COMMENT ON TABLE log_entry IS 'platform: the place of every journal entry in the one log';

-- Where the sequencer stands. Only the leader of the newest epoch moves it.
CREATE TABLE log_head (
  one            boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch          bigint  NOT NULL,
  next_index     bigint  NOT NULL,
  -- The last journal row taken.
  cursor_xid     xid8    NOT NULL,
  cursor_journal uuid    NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE log_head IS 'platform: how far the log has come';
INSERT INTO log_head (epoch, next_index, cursor_xid, cursor_journal)
  VALUES (0, 0, '0', '00000000-0000-0000-0000-000000000000');

-- What each account gained or gave by each journal entry, and what it held then.
CREATE TABLE statement_entry (
  company_id  uuid   NOT NULL,
  account     text   NOT NULL COLLATE "C",
  index       bigint NOT NULL,
  amount_fen  bigint NOT NULL,
  balance_fen bigint NOT NULL,
  PRIMARY KEY (company_id, account, index)
);
COMMENT ON TABLE statement_entry IS 'company: the entries of each ledger account, by index of the log';

CREATE TABLE balance (
  company_id  uuid   NOT NULL,
  account     text   NOT NULL COLLATE "C",
  balance_fen bigint NOT NULL,
  -- The last entry in it.
  index       bigint NOT NULL,
  PRIMARY KEY (company_id, account)
) WITH (fillfactor = 50);
COMMENT ON TABLE balance IS 'company: what each ledger account holds as of the head of the log';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['statement_entry', 'balance'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY company ON %I TO {service}_app
      USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
      WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid)$p$, t);
    EXECUTE format('CREATE POLICY work ON %I TO {service}_work USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY books ON %I FOR SELECT TO {service}_books USING (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['log_entry', 'statement_entry'] LOOP
    EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_changed', t);
  END LOOP;
END $$;
GRANT SELECT ON log_entry, log_head, statement_entry, balance TO {service}_app, {service}_books;
GRANT SELECT, INSERT ON log_entry, statement_entry TO {service}_work;
GRANT SELECT, INSERT, UPDATE ON balance TO {service}_work;
GRANT SELECT, UPDATE ON log_head TO {service}_work;
