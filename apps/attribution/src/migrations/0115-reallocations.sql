-- Whose lot went out: a kind of entry more, besides those that are there by now.
DO $$
DECLARE
  kinds text;
BEGIN
  SELECT string_agg(quote_literal(kind), ', ' ORDER BY kind) INTO kinds FROM (
    SELECT word[1] AS kind
    FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') AS word
    WHERE conrelid = 'journal'::regclass AND conname = 'journal_kind_check'
    UNION SELECT 'line_reallocated') AS all_of_them;
  ALTER TABLE journal DROP CONSTRAINT journal_kind_check;
  EXECUTE format('ALTER TABLE journal ADD CONSTRAINT journal_kind_check CHECK (kind IN (%s))', kinds);
END $$;

-- A reallocation that came before its order; applied when the order is there.
CREATE TABLE parked_reallocation (
  company_id      uuid  NOT NULL,
  reallocation_id uuid  NOT NULL,
  order_id        uuid  NOT NULL,
  -- The event as it came.
  event           jsonb NOT NULL,
  parked_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, reallocation_id)
);
COMMENT ON TABLE parked_reallocation IS 'company: reallocations whose order is not in the books yet';
CREATE INDEX parked_reallocation_order ON parked_reallocation (order_id);
ALTER TABLE parked_reallocation ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked_reallocation FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON parked_reallocation TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON parked_reallocation TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON parked_reallocation FOR SELECT TO {service}_books USING (true);
GRANT SELECT, INSERT, DELETE ON parked_reallocation TO {service}_work;
GRANT SELECT ON parked_reallocation TO {service}_app, {service}_books;
