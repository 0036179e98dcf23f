-- The stream of a session that keys were given out for. Written under the session's lock.
CREATE TABLE session_stream (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  last_serial     bigint NOT NULL DEFAULT 0,
  -- Keys of a lower serial open no door …
  denied_below    bigint NOT NULL DEFAULT 0,
  -- … and from a moment on those below this one neither.
  retire_below    bigint NOT NULL DEFAULT 0,
  retire_at       timestamptz,
  -- When the last of its keys runs out.
  keys_until      timestamptz NOT NULL,
  kick_publish_id uuid,
  state           text NOT NULL DEFAULT 'NONE' CHECK (state IN ('NONE', 'ON', 'LOST', 'OVER')),
  -- Who streamed last, and which of the edge's words about it was heard last: what comes later but was said before
  -- changes nothing.
  publish_id      uuid,
  heard_seq       bigint NOT NULL DEFAULT 0,
  person_id       uuid,
  edge_id         text,
  play_url        text NOT NULL DEFAULT '',
  recorded_from   timestamptz,
  -- While the state is LOST: ended then, should no edge say anything any more.
  lost_until      timestamptz,
  PRIMARY KEY (company_id, live_session_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE session_stream IS 'company: streams of live sessions';
CREATE INDEX session_stream_keys ON session_stream (keys_until);
CREATE INDEX session_stream_on ON session_stream (company_id, live_session_id) WHERE state IN ('ON', 'LOST');

-- Keys that were given out. The key itself is written down nowhere: it can be signed again.
CREATE TABLE stream_key (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  key_id          uuid NOT NULL,
  serial          bigint NOT NULL,
  person_id       uuid NOT NULL,
  issued_at       timestamptz NOT NULL DEFAULT now(),
  expires_at      timestamptz NOT NULL,
  device          text NOT NULL,
  -- What was asked for: the same key_id is never used for something else.
  content         text NOT NULL,
  PRIMARY KEY (company_id, live_session_id, key_id),
  UNIQUE (company_id, live_session_id, serial),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE stream_key IS 'company: who was given a key to stream which session, and when';

-- Who streamed from when to when, over interruptions.
CREATE TABLE publish (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  publish_id      uuid NOT NULL,
  edge_id         text NOT NULL,
  person_id       uuid,
  first_at        timestamptz NOT NULL,
  last_at         timestamptz NOT NULL CHECK (last_at >= first_at),
  interruptions   int NOT NULL DEFAULT 0,
  -- Null: not yet. TAKEN_OVER by another one, else as the edge says.
  end_reason      text,
  PRIMARY KEY (company_id, live_session_id, publish_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE publish IS 'company: who streamed a session from when to when';

-- What was recorded of a session on one edge.
CREATE TABLE recording (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  recording_id    uuid NOT NULL,
  edge_id         text NOT NULL,
  started_at      timestamptz NOT NULL,
  -- Null, and what stands beside it: still being recorded.
  sealed_at       timestamptz,
  segments        int,
  bytes           bigint,
  duration_ms     bigint,
  sha256          text,
  replay_url      text NOT NULL DEFAULT '',
  integrity       text NOT NULL DEFAULT 'OPEN' CHECK (integrity IN ('OPEN', 'WHOLE', 'BROKEN')),
  checked_at      timestamptz,
  -- Three years from the end of the show.
  retain_until    timestamptz,
  held            boolean NOT NULL DEFAULT false,
  hold_reason     text NOT NULL DEFAULT '',
  removed_at      timestamptz,
  PRIMARY KEY (company_id, recording_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session,
  CHECK ((sealed_at IS NULL) = (retain_until IS NULL)),
  CHECK (removed_at IS NULL OR removed_at > retain_until)
);
COMMENT ON TABLE recording IS 'company: recordings of live sessions';
CREATE INDEX recording_of_session ON recording (company_id, live_session_id);
CREATE INDEX recording_by_time ON recording (company_id, started_at DESC, recording_id DESC);
CREATE INDEX recording_unsettled ON recording (sealed_at) WHERE integrity = 'OPEN';
CREATE INDEX recording_to_check ON recording (checked_at NULLS FIRST) WHERE integrity <> 'OPEN' AND removed_at IS NULL;

-- Its segments; they stay when the bytes are gone.
CREATE TABLE recording_segment (
  company_id   uuid NOT NULL,
  recording_id uuid NOT NULL,
  n            int NOT NULL CHECK (n >= 0),
  starts_at    timestamptz NOT NULL,
  duration_ms  int NOT NULL CHECK (duration_ms >= 0),
  bytes        bigint NOT NULL,
  sha256       text NOT NULL,
  init_sha256  text NOT NULL,
  generation   int NOT NULL,
  prev_sha256  text NOT NULL,
  -- Its own link of the chain, as it follows from what was told of it.
  link         text NOT NULL,
  PRIMARY KEY (company_id, recording_id, n),
  FOREIGN KEY (company_id, recording_id) REFERENCES recording
);
COMMENT ON TABLE recording_segment IS 'company: segments of recordings with their hashes';

-- Who kept a recording beyond its time, who let go of it, and why.
CREATE TABLE recording_hold (
  company_id   uuid NOT NULL,
  recording_id uuid NOT NULL,
  hold_id      uuid NOT NULL,
  held         boolean NOT NULL,
  reason       text NOT NULL,
  said_by      uuid NOT NULL,
  said_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, recording_id, hold_id),
  FOREIGN KEY (company_id, recording_id) REFERENCES recording
);
COMMENT ON TABLE recording_hold IS 'company: legal holds of recordings, and their ends';

-- What somebody should know of. Its id is made of what happened: told again, it is the same row.
CREATE TABLE stream_trouble (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  trouble_id      uuid NOT NULL,
  recording_id    uuid,
  kind            text NOT NULL,
  at              timestamptz NOT NULL,
  words           text NOT NULL,
  times           int NOT NULL DEFAULT 1,
  PRIMARY KEY (company_id, live_session_id, trouble_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE stream_trouble IS 'company: what went wrong with streams and recordings';

SELECT company_table('session_stream');
SELECT company_table('stream_key');
SELECT company_table('publish');
SELECT company_table('recording');
SELECT company_table('recording_segment');
SELECT company_table('recording_hold');
SELECT company_table('stream_trouble');
GRANT SELECT, INSERT, UPDATE ON session_stream, recording, stream_trouble TO {service}_app, {service}_work;
GRANT SELECT, INSERT ON stream_key, recording_hold TO {service}_app;
GRANT SELECT ON stream_key, recording_hold TO {service}_work;
GRANT SELECT, INSERT, UPDATE ON publish TO {service}_work;
GRANT SELECT, INSERT ON recording_segment TO {service}_work;
GRANT SELECT ON publish, recording_segment TO {service}_app;
