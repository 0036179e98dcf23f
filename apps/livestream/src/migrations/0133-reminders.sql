-- Who wants to be reminded of which session.
CREATE TABLE reminder_subscription (
  person_id       uuid NOT NULL,
  live_session_id uuid NOT NULL,
  company_id      uuid NOT NULL,
  subscribed_at   timestamptz NOT NULL,
  -- Null: still does.
  ended_at        timestamptz,
  PRIMARY KEY (person_id, live_session_id)
);
COMMENT ON TABLE reminder_subscription IS 'person: who wants to be reminded of which session';
CREATE INDEX reminder_subscription_of_session ON reminder_subscription (live_session_id);

-- Each kind of reminder of a session, once for each moment it was due: with it all its reminders are written, so that a
-- session is not gone through again.
CREATE TABLE reminder_round (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('DAY_BEFORE', 'TEN_MINUTES_BEFORE', 'ON_AIR')),
  due_at          timestamptz NOT NULL,
  PRIMARY KEY (company_id, live_session_id, kind, due_at),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE reminder_round IS 'company: which reminders of sessions were written';

-- A reminder, once for each person, session and kind, whatever the session's day is changed to.
CREATE TABLE reminder (
  person_id       uuid NOT NULL,
  live_session_id uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('DAY_BEFORE', 'TEN_MINUTES_BEFORE', 'ON_AIR')),
  due_at          timestamptz NOT NULL,
  -- Of no use any more from then on.
  expires_at      timestamptz NOT NULL,
  text            text NOT NULL,
  tries           int NOT NULL DEFAULT 0,
  -- Null: done with.
  next_at         timestamptz DEFAULT now(),
  sent_at         timestamptz,
  reached         boolean NOT NULL DEFAULT false,
  PRIMARY KEY (person_id, live_session_id, kind)
);
COMMENT ON TABLE reminder IS 'person: reminders of sessions, each once';
CREATE INDEX reminder_next ON reminder (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX live_session_announced ON live_session (starts_at) WHERE status IN ('SCHEDULED', 'READY');

SELECT company_table('reminder_round');
GRANT SELECT, INSERT, UPDATE ON reminder_subscription, reminder TO {service}_work;
GRANT SELECT, INSERT ON reminder_round TO {service}_work;
