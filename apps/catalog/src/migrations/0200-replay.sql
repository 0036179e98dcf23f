-- What is bought in a session that is over is bought in its replay.
ALTER TABLE live_session ADD COLUMN over boolean NOT NULL DEFAULT false;
