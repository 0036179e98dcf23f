-- Makes a table one company's own: the app login sees and writes nothing but the rows of the company that the
-- transaction named, the work login names the company in its statements, the books login only reads.
CREATE FUNCTION company_table(name regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  own text := 'company_id = nullif(current_setting(''app.company'', true), '''')::uuid';
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY company ON %s TO {service}_app USING (%s) WITH CHECK (%s)', name, own, own);
  EXECUTE format('CREATE POLICY work ON %s TO {service}_work USING (true) WITH CHECK (true)', name);
  EXECUTE format('CREATE POLICY books ON %s FOR SELECT TO {service}_books USING (true)', name);
  EXECUTE format('GRANT SELECT ON %s TO {service}_books', name);
END $$;

-- Which company an id belongs to, and what it names. Clients make ids themselves: nobody may make a row under an id
-- that is somebody else's, and a buyer who knows a SKU need not know its company.
CREATE TABLE id_route (
  id         uuid PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('product', 'sku', 'supplier', 'lot', 'packing', 'adjustment', 'offer')),
  company_id uuid NOT NULL
);
COMMENT ON TABLE id_route IS 'platform: the company each id of the catalogue belongs to';
GRANT SELECT, INSERT ON id_route TO {service}_app, {service}_work;
GRANT SELECT ON id_route TO {service}_books;
