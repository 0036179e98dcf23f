-- That an incubator saw who somebody is. Each one stays: who streamed in its time is asked for years later.
CREATE TABLE verification (
  verification_id uuid PRIMARY KEY,
  person_id       uuid NOT NULL REFERENCES person,
  incubator_id    uuid NOT NULL REFERENCES incubator,
  -- Days of Asia/Shanghai; it holds on the last one, too.
  verified_on     date NOT NULL,
  valid_until     date NOT NULL CHECK (valid_until > verified_on),
  confirmed_by    uuid NOT NULL REFERENCES person,
  confirmed_at    timestamptz NOT NULL DEFAULT now(),
  -- When the person was told that it is about to end.
  warned_at       timestamptz,
  CHECK (confirmed_by <> person_id)
);
COMMENT ON TABLE verification IS 'person: who confirmed on what day who somebody is';
CREATE INDEX verification_of_person ON verification (person_id, incubator_id, valid_until DESC);
CREATE INDEX verification_to_warn ON verification (valid_until) WHERE warned_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON verification TO {service}_work;
