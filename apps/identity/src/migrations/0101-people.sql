-- Who is this? The phone number is stored sealed; equality is asked of its blind index alone.

CREATE TABLE person (
  person_id     uuid PRIMARY KEY,
  name          text  NOT NULL,
  -- HMAC-SHA-256 of the number under PII_INDEX_KEY.
  phone_index   bytea NOT NULL UNIQUE CHECK (octet_length(phone_index) = 32),
  -- The number under a data key of its own, and that key under PII_KEY.
  phone_sealed  bytea NOT NULL,
  -- Which PII_KEY wrapped the data key.
  phone_key_id  text  NOT NULL,
  -- argon2id in PHC form; it names its own parameters.
  password_hash text  NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE person IS 'person: everybody who can sign in';

-- Wrong passwords of the running window, by phone whether it is known or not: the answer must not tell.
CREATE TABLE sign_in_failure (
  phone_index bytea PRIMARY KEY,
  failures    int NOT NULL CHECK (failures >= 1),
  since       timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE sign_in_failure IS 'person: failed sign-ins of the last quarter of an hour';
CREATE INDEX sign_in_failure_since ON sign_in_failure (since);

GRANT SELECT, INSERT, UPDATE, DELETE ON person, sign_in_failure TO {service}_work;
