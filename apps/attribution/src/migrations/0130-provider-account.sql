-- Fees as the provider took them, and money that buyers' banks took back.

-- The kinds there are by now, and these besides: each part of the work adds its own.
DO $$
DECLARE
  kinds text;
BEGIN
  SELECT string_agg(quote_literal(kind), ', ' ORDER BY kind) INTO kinds FROM (
    SELECT word[1] AS kind
    FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') AS word
    WHERE conrelid = 'journal'::regclass AND conname = 'journal_kind_check'
    UNION SELECT unnest(ARRAY['fee_trueup', 'dispute_hold', 'dispute_won', 'dispute_lost'])) AS all_of_them;
  ALTER TABLE journal DROP CONSTRAINT journal_kind_check;
  EXECUTE format('ALTER TABLE journal ADD CONSTRAINT journal_kind_check CHECK (kind IN (%s))', kinds);
END $$;

-- A fee that came before its order; booked when the order comes.
CREATE TABLE parked_fee (
  company_id uuid    NOT NULL,
  fee_id     uuid    NOT NULL,
  order_id   uuid    NOT NULL,
  fee_fen    bigint  NOT NULL,
  -- Whether the order's split reckoned with it.
  estimated  boolean NOT NULL,
  parked_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, fee_id)
);
COMMENT ON TABLE parked_fee IS 'company: provider fees whose order is not in the books yet';
CREATE INDEX parked_fee_order ON parked_fee (order_id);

ALTER TABLE parked_fee ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked_fee FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON parked_fee TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON parked_fee TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON parked_fee FOR SELECT TO {service}_books USING (true);
GRANT SELECT, INSERT, DELETE ON parked_fee TO {service}_work;
GRANT SELECT ON parked_fee TO {service}_app, {service}_books;
