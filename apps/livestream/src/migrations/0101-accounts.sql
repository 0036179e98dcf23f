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

ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON account TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON account TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON account FOR SELECT TO {service}_books USING (true);

ALTER TABLE account_operator ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_operator FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON account_operator TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON account_operator TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON account_operator FOR SELECT TO {service}_books USING (true);

GRANT SELECT, INSERT, UPDATE ON account TO {service}_app, {service}_work;
GRANT SELECT, INSERT, DELETE ON account_operator TO {service}_app, {service}_work;
GRANT SELECT ON account, account_operator TO {service}_books;
