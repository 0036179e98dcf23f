-- The kinds there are by now, and these besides: each part of the work adds its own.
DO $$
DECLARE
  kinds text;
BEGIN
  SELECT string_agg(quote_literal(kind), ', ' ORDER BY kind) INTO kinds FROM (
    SELECT word[1] AS kind
    FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') AS word
    WHERE conrelid = 'journal'::regclass AND conname = 'journal_kind_check'
    UNION SELECT unnest(ARRAY['refund_failed', 'pieces_returned'])) AS all_of_them;
  ALTER TABLE journal DROP CONSTRAINT journal_kind_check;
  EXECUTE format('ALTER TABLE journal ADD CONSTRAINT journal_kind_check CHECK (kind IN (%s))', kinds);
END $$;

ALTER TABLE journal
  -- Of a leg that no refund takes back: who gives the money in its holder's stead. Null, as a leg's or altogether: the
  -- company.
  ADD COLUMN borne_by text[],
  ADD CONSTRAINT bearers_beside_legs CHECK (cardinality(borne_by) = cardinality(accounts));

-- What each line gives; empty: all in proportion.
ALTER TABLE parked_refund ADD COLUMN lines jsonb NOT NULL DEFAULT '[]';

-- A refund that failed before it was in the books; undone when it is.
CREATE TABLE parked_failure (
  company_id uuid NOT NULL,
  refund_id  uuid NOT NULL,
  order_id   uuid NOT NULL,
  parked_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, refund_id)
);
COMMENT ON TABLE parked_failure IS 'company: failed refunds that are not in the books yet';

ALTER TABLE parked_failure ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked_failure FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON parked_failure TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON parked_failure TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON parked_failure FOR SELECT TO {service}_books USING (true);
GRANT SELECT, INSERT, DELETE ON parked_failure TO {service}_work;
GRANT SELECT ON parked_failure TO {service}_app, {service}_books;
