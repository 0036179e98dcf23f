-- What may be written once and never again: rules, approvals, the journal, the log. Logins may only INSERT and SELECT
-- there; this refuses the rest, also for the tables' owner, and also where triggers are switched off for others.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TABLE company (
  company_id   uuid PRIMARY KEY,
  incubator_id uuid NOT NULL
);
COMMENT ON TABLE company IS 'company: copy of which incubator it belongs to';

CREATE TABLE split_rule (
  company_id   uuid  NOT NULL,
  rule_id      uuid  NOT NULL,
  steps        jsonb NOT NULL,
  -- sha256 over company and steps in canonical form.
  content_hash text  NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  -- Null: the incubator's default rule, there from the company's birth.
  author_id    uuid,
  proposed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, rule_id)
);
COMMENT ON TABLE split_rule IS 'company: who gets what of each fen';

CREATE TABLE split_rule_approval (
  company_id  uuid NOT NULL,
  rule_id     uuid NOT NULL,
  side        text NOT NULL CHECK (side IN ('company', 'mentor')),
  person_id   uuid NOT NULL,
  approved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, rule_id, side),
  FOREIGN KEY (company_id, rule_id) REFERENCES split_rule,
  -- Four eyes: the one who approves for the company is not the mentor.
  CONSTRAINT two_people UNIQUE (company_id, rule_id, person_id)
);
COMMENT ON TABLE split_rule_approval IS 'company: who agreed to a rule, for which side';

CREATE TABLE split_rule_start (
  company_id uuid NOT NULL,
  rule_id    uuid NOT NULL,
  -- Orders may name the rule from here on.
  starts_at  timestamptz NOT NULL,
  PRIMARY KEY (company_id, rule_id),
  FOREIGN KEY (company_id, rule_id) REFERENCES split_rule
);
COMMENT ON TABLE split_rule_start IS 'company: approved rules and when they start';

CREATE TABLE rule_route (
  rule_id    uuid PRIMARY KEY,
  company_id uuid NOT NULL
);
COMMENT ON TABLE rule_route IS 'platform: whose rule an id names';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['company', 'split_rule', 'split_rule_approval', 'split_rule_start'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY company ON %I TO {service}_app
      USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
      WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid)$p$, t);
    EXECUTE format('CREATE POLICY work ON %I TO {service}_work USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY books ON %I FOR SELECT TO {service}_books USING (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['split_rule', 'split_rule_approval', 'split_rule_start', 'rule_route'] LOOP
    EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_changed', t);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON company, split_rule, split_rule_approval, split_rule_start, rule_route
  TO {service}_app, {service}_work;
GRANT SELECT ON company, split_rule, split_rule_approval, split_rule_start, rule_route TO {service}_books;
