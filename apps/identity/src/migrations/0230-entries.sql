-- Codes to enter with: who has none is made a person by the first one they use, without a password.
ALTER TABLE phone_code DROP CONSTRAINT phone_code_purpose_check;
ALTER TABLE phone_code ADD CONSTRAINT phone_code_purpose_check CHECK (purpose IN ('proof', 'reset', 'entry'));
-- Whose use it was, by an id that only they know: their answer may have been lost, and they ask again.
ALTER TABLE phone_code ADD COLUMN entry_id uuid;

-- Null: they enter by codes, and have not set one.
ALTER TABLE person ALTER COLUMN password_hash DROP NOT NULL;
