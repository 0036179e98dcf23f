-- Facts of a room are numbered without a hole in the order of their commits: whoever tells one holds the session's row.
ALTER TABLE live_session ADD COLUMN room_seq bigint NOT NULL DEFAULT 0;

CREATE TABLE room_fact (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  seq             bigint NOT NULL,
  at              timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind            text NOT NULL,
  body            jsonb NOT NULL,
  PRIMARY KEY (company_id, live_session_id, seq),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE room_fact IS 'company: what happened in the room of a live session, in order';
SELECT company_table('room_fact');
GRANT SELECT, INSERT ON room_fact TO {service}_app, {service}_work;

-- Another one for a restored database, whose numbers may have been given before: viewers then begin anew.
CREATE FUNCTION room_epoch() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT left(md5(system_identifier || left(pg_walfile_name(pg_current_wal_lsn()), 8)), 12) FROM pg_control_system()
$$;
