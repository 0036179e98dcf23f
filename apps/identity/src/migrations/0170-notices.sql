-- Which notices were taken to be sent: a text message is forgotten once it is on its way, and must not be sent again by
-- who asks again.
CREATE TABLE notice (
  notice_id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  reaches   boolean NOT NULL,
  taken_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE notice IS 'person: notices taken to be sent, each once';
CREATE INDEX notice_taken ON notice (taken_at);
GRANT SELECT, INSERT, DELETE ON notice TO {service}_work;
