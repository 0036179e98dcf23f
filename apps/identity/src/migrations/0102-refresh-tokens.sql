-- One sign-in on one device and all refresh tokens that came of it.
CREATE TABLE refresh_family (
  -- Never leaves this database.
  family_id   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id   uuid NOT NULL REFERENCES person,
  -- Tokens of this generation are in force; those of the one before may be replayed once, shortly.
  generation  int NOT NULL DEFAULT 1 CHECK (generation >= 1),
  started_at  timestamptz NOT NULL DEFAULT now(),
  rotated_at  timestamptz NOT NULL DEFAULT now(),
  replayed_at timestamptz,
  ended_at    timestamptz,
  end_reason  text CHECK (end_reason IN ('signed_out', 'reused', 'password_changed')),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
COMMENT ON TABLE refresh_family IS 'person: sign-ins and how they ended';
CREATE INDEX refresh_family_person ON refresh_family (person_id);
CREATE INDEX refresh_family_rotated ON refresh_family (rotated_at);

CREATE TABLE refresh_token (
  -- SHA-256 of the token: whoever reads this table cannot sign in with it.
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  family_id  uuid NOT NULL REFERENCES refresh_family ON DELETE CASCADE,
  generation int  NOT NULL
);
COMMENT ON TABLE refresh_token IS 'person: hashes of refresh tokens, used ones too, so that reuse is seen';
CREATE INDEX refresh_token_family ON refresh_token (family_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_family, refresh_token TO {service}_work;
