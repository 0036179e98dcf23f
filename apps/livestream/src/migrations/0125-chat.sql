-- How a session's chat is moderated as a whole; none: everybody writes.
CREATE TABLE chat_room (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  slow_mode_s     int NOT NULL CHECK (slow_mode_s >= 0),
  muted_all       boolean NOT NULL,
  PRIMARY KEY (company_id, live_session_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE chat_room IS 'company: slow mode and silence of live sessions';

-- A person in one session's chat. Written with every line; what is decided about the person is decided on this row.
-- No foreign key to the session: each new speaker would lock its row against who pins and who ends it.
CREATE TABLE chat_speaker (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  -- Derived from session and person: what others see of the person.
  speaker_id      uuid NOT NULL,
  person_id       uuid NOT NULL,
  name            text NOT NULL,
  crew            boolean NOT NULL,
  last_line_at    timestamptz,
  paced_until     timestamptz,
  muted_until     timestamptz,
  PRIMARY KEY (company_id, live_session_id, speaker_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE chat_speaker IS 'company: who writes in the chat of a live session';

-- What was said, also what was taken away again: kept as long as the record of the session.
CREATE TABLE chat_line (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  line_id         uuid NOT NULL,
  -- In the order of saying.
  nr              bigint GENERATED ALWAYS AS IDENTITY,
  speaker_id      uuid NOT NULL,
  person_id       uuid NOT NULL,
  name            text NOT NULL,
  text            text NOT NULL,
  crew            boolean NOT NULL,
  -- A digest that differs from company to company.
  device_key      text,
  at              timestamptz NOT NULL,
  retracted_at    timestamptz,
  PRIMARY KEY (company_id, live_session_id, line_id),
  FOREIGN KEY (company_id, live_session_id, speaker_id) REFERENCES chat_speaker
);
COMMENT ON TABLE chat_line IS 'company: lines of the chat of live sessions';
CREATE INDEX chat_line_shown ON chat_line (company_id, live_session_id, nr DESC) WHERE retracted_at IS NULL;
CREATE INDEX chat_line_device ON chat_line (company_id, person_id) WHERE device_key IS NOT NULL;

CREATE TABLE chat_ban (
  company_id      uuid NOT NULL,
  ban_id          uuid NOT NULL,
  person_id       uuid NOT NULL,
  device_keys     text[] NOT NULL,
  name            text NOT NULL,
  reason          text NOT NULL,
  since           timestamptz NOT NULL,
  until           timestamptz NOT NULL,
  lifted_at       timestamptz,
  PRIMARY KEY (company_id, ban_id)
);
COMMENT ON TABLE chat_ban IS 'company: who is kept out of its chats';
CREATE INDEX chat_ban_person ON chat_ban (company_id, person_id) WHERE lifted_at IS NULL;
CREATE INDEX chat_ban_device ON chat_ban USING gin (device_keys) WHERE lifted_at IS NULL;

CREATE TABLE chat_report (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  line_id         uuid NOT NULL,
  person_id       uuid NOT NULL,
  reason          text NOT NULL,
  at              timestamptz NOT NULL DEFAULT now(),
  settled_at      timestamptz,
  PRIMARY KEY (company_id, live_session_id, line_id, person_id),
  FOREIGN KEY (company_id, live_session_id, line_id) REFERENCES chat_line
);
COMMENT ON TABLE chat_report IS 'company: lines that viewers complained of';
CREATE INDEX chat_report_open ON chat_report (company_id, live_session_id, line_id) WHERE settled_at IS NULL;
CREATE INDEX chat_report_of ON chat_report (person_id, at);

-- Every act of moderation; rows are only ever added.
CREATE TABLE moderation_act (
  company_id      uuid NOT NULL,
  act_id          uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('CONFIGURE', 'MUTE', 'UNMUTE', 'BAN', 'LIFT_BAN', 'RETRACT', 'WITHDRAW',
                                                'DISMISS', 'ADD_WORDS', 'REMOVE_WORDS')),
  at              timestamptz NOT NULL,
  by_person_id    uuid NOT NULL,
  live_session_id uuid,
  speaker_id      uuid,
  -- Whom it is about.
  person_id       uuid,
  line_id         uuid,
  until           timestamptz,
  reason          text NOT NULL,
  what            text NOT NULL,
  -- Digest of the request: the same id with another one is refused.
  asked           text NOT NULL,
  PRIMARY KEY (company_id, act_id)
);
COMMENT ON TABLE moderation_act IS 'company: who moderated what and when';
CREATE INDEX moderation_act_listed ON moderation_act (company_id, at DESC, act_id DESC);

CREATE TABLE chat_word (
  company_id uuid NOT NULL,
  word       text NOT NULL,
  -- Also other characters of the same sound.
  alike      boolean NOT NULL,
  PRIMARY KEY (company_id, word)
);
COMMENT ON TABLE chat_word IS 'company: words its chats do not show';

-- Rises with every change, so that whoever keeps a list in memory knows when to read it again.
CREATE TABLE chat_word_list (
  company_id uuid NOT NULL,
  version    bigint NOT NULL,
  PRIMARY KEY (company_id)
);
COMMENT ON TABLE chat_word_list IS 'company: version of its list of words';

CREATE TABLE platform_word (
  word  text PRIMARY KEY,
  alike boolean NOT NULL
);
COMMENT ON TABLE platform_word IS 'platform: words that no chat shows';

CREATE TABLE platform_word_list (
  one     boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL
);
COMMENT ON TABLE platform_word_list IS 'platform: version of the list of words';
INSERT INTO platform_word_list (version) VALUES (1);

SELECT company_table(name) FROM unnest(ARRAY['chat_room', 'chat_speaker', 'chat_line', 'chat_ban', 'chat_report',
  'moderation_act', 'chat_word', 'chat_word_list']::regclass[]) AS name;
GRANT SELECT, INSERT, UPDATE ON chat_room, chat_speaker, chat_line, chat_ban, chat_report, chat_word_list
  TO {service}_app, {service}_work;
GRANT SELECT, INSERT ON moderation_act TO {service}_app, {service}_work;
GRANT SELECT, INSERT, DELETE ON chat_word TO {service}_app, {service}_work;
GRANT UPDATE (alike) ON chat_word TO {service}_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform_word TO {service}_work;
GRANT SELECT, UPDATE ON platform_word_list TO {service}_work;
