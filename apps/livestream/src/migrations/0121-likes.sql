-- How often somebody liked a session. The id of the last batch makes a repeated one count once.
CREATE TABLE session_liker (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  person_id       uuid NOT NULL,
  likes           bigint NOT NULL CHECK (likes > 0),
  likes_id        uuid NOT NULL,
  at              timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, live_session_id, person_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
) WITH (fillfactor = 70);
COMMENT ON TABLE session_liker IS 'company: likes of a live session, by person';
SELECT company_table('session_liker');
GRANT SELECT, INSERT, UPDATE ON session_liker TO {service}_app, {service}_work;
