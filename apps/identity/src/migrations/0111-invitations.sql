-- Ended at once by an owner, whatever its days say. Who invited and who ended is kept for the mentor.
ALTER TABLE membership ADD COLUMN ended_at timestamptz;
ALTER TABLE membership ADD COLUMN ended_by uuid;
-- The membership that took its place, where an owner changed it.
ALTER TABLE membership ADD COLUMN changed_into uuid;
CREATE INDEX membership_company ON membership (company_id, membership_id);

CREATE TABLE invitation (
  company_id    uuid NOT NULL REFERENCES company,
  invitation_id uuid NOT NULL,
  -- HMAC-SHA-256 of the invited number under PII_INDEX_KEY.
  phone_index   bytea NOT NULL CHECK (octet_length(phone_index) = 32),
  -- 138****1234
  phone_masked  text NOT NULL,
  roles         text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['owner', 'seller', 'packer', 'host']),
  -- Null: the day of the acceptance.
  starts_on     date,
  ends_on       date CHECK (ends_on >= starts_on),
  invited_by    uuid NOT NULL,
  invited_at    timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  answer        text CHECK (answer IN ('ACCEPTED', 'DECLINED', 'WITHDRAWN')),
  answered_at   timestamptz,
  PRIMARY KEY (company_id, invitation_id),
  CHECK ((answer IS NULL) = (answered_at IS NULL))
);
COMMENT ON TABLE invitation IS 'company: who was asked to join';
CREATE INDEX invitation_phone ON invitation (phone_index);
CREATE INDEX invitation_invited ON invitation (company_id, invited_at);

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON invitation TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON invitation TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON invitation FOR SELECT TO {service}_books USING (true);
GRANT SELECT, INSERT, UPDATE ON invitation TO {service}_app, {service}_work;
GRANT SELECT ON company TO {service}_app;
