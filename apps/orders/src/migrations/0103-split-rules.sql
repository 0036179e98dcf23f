-- Attribution's approved rules, as far as an order must name one.
CREATE TABLE split_rule_copy (
  company_id uuid NOT NULL,
  rule_id    uuid NOT NULL,
  starts_at  timestamptz NOT NULL,
  PRIMARY KEY (company_id, rule_id)
);
COMMENT ON TABLE split_rule_copy IS 'company: approved split rules, copied from attribution';

ALTER TABLE split_rule_copy ENABLE ROW LEVEL SECURITY;
ALTER TABLE split_rule_copy FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON split_rule_copy TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON split_rule_copy TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON split_rule_copy FOR SELECT TO {service}_books USING (true);

GRANT SELECT ON split_rule_copy TO {service}_app, {service}_books;
GRANT SELECT, INSERT ON split_rule_copy TO {service}_work;
