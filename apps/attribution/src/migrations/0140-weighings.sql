-- What goods really weighed: a kind of entry more, besides those that are there by now.
DO $$
DECLARE
  kinds text;
BEGIN
  SELECT string_agg(quote_literal(kind), ', ' ORDER BY kind) INTO kinds FROM (
    SELECT word[1] AS kind
    FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') AS word
    WHERE conrelid = 'journal'::regclass AND conname = 'journal_kind_check'
    UNION SELECT 'order_weighed') AS all_of_them;
  ALTER TABLE journal DROP CONSTRAINT journal_kind_check;
  EXECUTE format('ALTER TABLE journal ADD CONSTRAINT journal_kind_check CHECK (kind IN (%s))', kinds);
END $$;

-- It gives back what was weighed, and takes nothing from anybody's share.
ALTER TABLE parked_refund ADD COLUMN weighed boolean NOT NULL DEFAULT false;

-- A weighing that came before its order; applied when the order is there.
CREATE TABLE parked_weighing (
  company_id  uuid  NOT NULL,
  weighing_id uuid  NOT NULL,
  order_id    uuid  NOT NULL,
  -- The event as it came.
  event       jsonb NOT NULL,
  parked_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, weighing_id)
);
COMMENT ON TABLE parked_weighing IS 'company: weighings whose order is not in the books yet';
CREATE INDEX parked_weighing_order ON parked_weighing (order_id);
ALTER TABLE parked_weighing ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked_weighing FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON parked_weighing TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON parked_weighing TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON parked_weighing FOR SELECT TO {service}_books USING (true);
GRANT SELECT, INSERT, DELETE ON parked_weighing TO {service}_work;
GRANT SELECT ON parked_weighing TO {service}_app, {service}_books;
