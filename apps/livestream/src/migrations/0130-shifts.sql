-- Who hosts when, as planned.
CREATE TABLE shift (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  shift_id        uuid NOT NULL,
  person_id       uuid NOT NULL,
  stage_name      text NOT NULL,
  starts_at       timestamptz NOT NULL,
  ends_at         timestamptz NOT NULL CHECK (ends_at > starts_at),
  PRIMARY KEY (company_id, live_session_id, shift_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE shift IS 'company: who is planned to host a session when';

-- Who was on duty, from one moment up to, and not including, another. Duties of a session never overlap: each begins and
-- ends under the session's lock, by the clock as it is then.
CREATE TABLE duty (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  duty_id         uuid NOT NULL,
  person_id       uuid NOT NULL,
  stage_name      text NOT NULL,
  starts_at       timestamptz NOT NULL,
  ends_at         timestamptz CHECK (ends_at >= starts_at),
  end_reason      text CHECK (end_reason IN ('CHECKED_OUT', 'TAKEN_OVER', 'SESSION_ENDED', 'MEMBERSHIP_ENDED')),
  -- Who pressed the button, and on what.
  checked_in_by   uuid NOT NULL,
  device          text NOT NULL,
  -- Null: nobody did, it came to pass.
  ended_by        uuid,
  PRIMARY KEY (company_id, live_session_id, duty_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session,
  CHECK ((ends_at IS NULL) = (end_reason IS NULL))
);
COMMENT ON TABLE duty IS 'company: who was on duty in a session from when to when';
CREATE UNIQUE INDEX one_on_duty_at_a_time ON duty (company_id, live_session_id) WHERE ends_at IS NULL;
CREATE INDEX duty_by_time ON duty (company_id, live_session_id, starts_at);
CREATE INDEX duty_open ON duty (person_id) WHERE ends_at IS NULL;

-- Each time a SKU was pinned, in the same way.
CREATE TABLE pin_episode (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  episode_id      uuid NOT NULL,
  sku_id          uuid NOT NULL,
  starts_at       timestamptz NOT NULL,
  ends_at         timestamptz CHECK (ends_at >= starts_at),
  -- Null: no person did.
  pinned_by       uuid,
  device          text NOT NULL,
  PRIMARY KEY (company_id, live_session_id, episode_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE pin_episode IS 'company: what was pinned in a session from when to when, and by whom';
CREATE UNIQUE INDEX one_pinned_at_a_time ON pin_episode (company_id, live_session_id) WHERE ends_at IS NULL;
CREATE INDEX pin_episode_of_sku ON pin_episode (company_id, live_session_id, sku_id, starts_at);

SELECT company_table('shift');
SELECT company_table('duty');
SELECT company_table('pin_episode');
GRANT SELECT, INSERT, UPDATE, DELETE ON shift TO {service}_app;
GRANT SELECT, INSERT, UPDATE ON duty, pin_episode TO {service}_app, {service}_work;
GRANT SELECT ON shift TO {service}_work;
