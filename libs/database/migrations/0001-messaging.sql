-- What every service keeps of the events it sends and applies. {service} is the service's name.

-- An event stands here in the same transaction as the fact it tells; it stays 30 days, so that what the broker loses
-- can be sent again.
CREATE TABLE outbox (
  id           uuid PRIMARY KEY,
  event_id     uuid NOT NULL,
  subject      text NOT NULL,
  payload      text NOT NULL,
  traceparent  text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  sent_at      timestamptz,
  -- Every consumer that must apply it has said that it did.
  confirmed_at timestamptz
) WITH (fillfactor = 70);
COMMENT ON TABLE outbox IS 'platform: events this service publishes';
CREATE INDEX outbox_unsent ON outbox (created_at) WHERE sent_at IS NULL;
CREATE INDEX outbox_unconfirmed ON outbox (id) WHERE confirmed_at IS NULL;

-- An event is applied once by each consumer, however often it comes.
CREATE TABLE inbox (
  consumer   text NOT NULL,
  event_id   uuid NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
COMMENT ON TABLE inbox IS 'platform: events this service has applied';
CREATE INDEX inbox_applied ON inbox USING brin (applied_at);

-- An event that could not be applied by its own fault: tried again with growing pauses, then left to a person.
CREATE TABLE dead_letter (
  consumer   text NOT NULL,
  event_id   uuid NOT NULL,
  subject    text NOT NULL,
  payload    text NOT NULL,
  error      text NOT NULL,
  tries      int  NOT NULL DEFAULT 1 CHECK (tries >= 1),
  -- Null: given up, waits for a person to replay it.
  next_at    timestamptz,
  first_at   timestamptz NOT NULL DEFAULT now(),
  solved_at  timestamptz,
  PRIMARY KEY (consumer, event_id)
);
COMMENT ON TABLE dead_letter IS 'platform: events this service could not apply';

GRANT USAGE ON SCHEMA public TO {service}_app, {service}_work, {service}_books;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, inbox, dead_letter TO {service}_app, {service}_work;
GRANT SELECT ON outbox, inbox, dead_letter TO {service}_books;
-- Readiness compares it with the code.
GRANT SELECT ON migrations TO {service}_app, {service}_work, {service}_books;
