-- The session was over when it was bought there.
ALTER TABLE orders ADD COLUMN in_replay boolean NOT NULL DEFAULT false;
