-- Since when we know that the phone is this person's; null: somebody typed it.
ALTER TABLE person ADD COLUMN phone_proved_at timestamptz;

ALTER TABLE refresh_family DROP CONSTRAINT refresh_family_end_reason_check;
ALTER TABLE refresh_family ADD CONSTRAINT refresh_family_end_reason_check
  CHECK (end_reason IN ('signed_out', 'reused', 'password_changed', 'second_factor'));

-- One-time codes. There is a row for every code asked for, also for phones nobody has: nothing here tells which.
CREATE TABLE phone_code (
  code_id     uuid PRIMARY KEY,
  phone_index bytea NOT NULL CHECK (octet_length(phone_index) = 32),
  purpose     text NOT NULL CHECK (purpose IN ('proof', 'reset')),
  -- HMAC-SHA-256 of id and code under PII_INDEX_KEY: a million codes are hashed in no time without a key.
  code_hash   bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  tries       int NOT NULL DEFAULT 0 CHECK (tries >= 0),
  sent_at     timestamptz NOT NULL DEFAULT now(),
  used_at     timestamptz
);
COMMENT ON TABLE phone_code IS 'person: one-time codes of the last day, by phone';
CREATE INDEX phone_code_phone ON phone_code (phone_index, sent_at DESC);
CREATE INDEX phone_code_sent ON phone_code (sent_at);

-- Text messages on their way out; gone once they are sent or too old. To whom and what is sealed.
CREATE TABLE text_message (
  message_id uuid PRIMARY KEY,
  sealed     bytea NOT NULL,
  next_at    timestamptz NOT NULL DEFAULT now(),
  tries      int NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL
);
COMMENT ON TABLE text_message IS 'person: text messages that wait to be sent';
CREATE INDEX text_message_next ON text_message (next_at);

-- Where parcels go. Name, phone and detail are sealed; the region stays readable: freight is counted by it.
CREATE TABLE address (
  person_id   uuid NOT NULL REFERENCES person,
  -- Made by the client; another person may use the same.
  address_id  uuid NOT NULL,
  sealed      bytea NOT NULL,
  -- Which PII_KEY wrapped the data key.
  key_id      text NOT NULL,
  region_code text NOT NULL,
  is_default  boolean NOT NULL,
  added_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, address_id)
);
COMMENT ON TABLE address IS 'person: address books';
CREATE UNIQUE INDEX address_default ON address (person_id) WHERE is_default;

-- The authenticator app of a person, from its enrolment on; in force once confirmed.
CREATE TABLE second_factor (
  person_id     uuid PRIMARY KEY REFERENCES person,
  enrolment_id  uuid NOT NULL,
  secret_sealed bytea NOT NULL,
  key_id        text NOT NULL,
  confirmed_at  timestamptz,
  -- The time step of the last code taken: no code is taken twice.
  last_step     bigint NOT NULL DEFAULT 0,
  -- Wrong codes of the running window.
  failures      int NOT NULL DEFAULT 0,
  failing_since timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE second_factor IS 'person: second factors';

CREATE TABLE recovery_code (
  person_id uuid NOT NULL REFERENCES second_factor ON DELETE CASCADE,
  code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  used_at   timestamptz,
  PRIMARY KEY (person_id, code_hash)
);
COMMENT ON TABLE recovery_code IS 'person: hashes of the codes that stand in for a lost second factor, once each';

GRANT SELECT, INSERT, UPDATE, DELETE ON phone_code, text_message, address, second_factor, recovery_code TO {service}_work;
