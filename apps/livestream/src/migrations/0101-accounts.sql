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

-- The matrix of stream accounts of a company.
CREATE TABLE account (
  company_id uuid NOT NULL,
  account_id uuid NOT NULL,
  platform   text NOT NULL,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, account_id)
);
COMMENT ON TABLE account IS 'company: stream accounts';

-- Who may run sessions on an account besides sellers.
CREATE TABLE account_operator (
  company_id uuid NOT NULL,
  account_id uuid NOT NULL,
  person_id  uuid NOT NULL,
  since      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, account_id, person_id),
  FOREIGN KEY (company_id, account_id) REFERENCES account
);
COMMENT ON TABLE account_operator IS 'company: hosts who operate a stream account';

SELECT company_table('account');
SELECT company_table('account_operator');
GRANT SELECT, INSERT, UPDATE ON account TO {service}_app, {service}_work;
GRANT SELECT, INSERT, DELETE ON account_operator TO {service}_app, {service}_work;
