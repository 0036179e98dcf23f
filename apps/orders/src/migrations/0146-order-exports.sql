-- Which of a company's orders are meant. A plain SQL function, so that the planner sees through it to the indexes.
CREATE FUNCTION orders_like(
  of_company uuid, wanted_status text, wanted_session uuid, wanted_order uuid, wanted_phone bytea, placed_from date,
  placed_until date, words text)
RETURNS SETOF orders LANGUAGE sql STABLE AS $$
  SELECT orders.* FROM orders
  WHERE company_id = of_company
    AND (wanted_status IS NULL OR status = wanted_status)
    AND (wanted_session IS NULL OR live_session_id = wanted_session)
    AND (wanted_order IS NULL OR order_id = wanted_order)
    AND (wanted_phone IS NULL OR phone_index = wanted_phone)
    AND (placed_from IS NULL OR placed_at >= placed_from::timestamp AT TIME ZONE 'Asia/Shanghai')
    AND (placed_until IS NULL OR placed_at < (placed_until + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
    AND (words IS NULL OR EXISTS (
      SELECT FROM order_line l WHERE (l.company_id, l.order_id) = (orders.company_id, orders.order_id)
        AND strpos(lower(l.title), lower(words)) > 0))
$$;

-- A table of orders that somebody asked for. The row is the job: whoever works on it holds it until the lease is over,
-- and a queue only wakes.
CREATE TABLE order_export (
  company_id   uuid NOT NULL,
  export_id    uuid NOT NULL,
  asked_by     uuid NOT NULL,
  addresses    boolean NOT NULL,
  -- As it was asked for; of a phone number its index.
  filter       jsonb NOT NULL,
  content_hash text NOT NULL,
  status       text NOT NULL DEFAULT 'QUEUED' CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'EXPIRED')),
  rows_done    int NOT NULL DEFAULT 0,
  rows_total   int NOT NULL DEFAULT 0,
  begun_at     timestamptz NOT NULL DEFAULT now(),
  tries        int NOT NULL DEFAULT 0,
  -- Who works on it, and until when nobody else may.
  lease_id     uuid,
  lease_until  timestamptz,
  blob_key     text,
  finished_at  timestamptz,
  -- When the file goes.
  expires_at   timestamptz,
  PRIMARY KEY (company_id, export_id),
  CHECK ((status = 'DONE') = (blob_key IS NOT NULL)),
  CHECK (status <> 'DONE' OR (finished_at IS NOT NULL AND expires_at IS NOT NULL))
);
COMMENT ON TABLE order_export IS 'company: tables of its orders that somebody asked for';
CREATE INDEX order_export_open ON order_export (begun_at) WHERE status IN ('QUEUED', 'RUNNING');
CREATE INDEX order_export_expiring ON order_export (expires_at) WHERE status = 'DONE';

ALTER TABLE order_export ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_export FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON order_export TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON order_export TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON order_export FOR SELECT TO {service}_books USING (true);
GRANT SELECT, INSERT ON order_export TO {service}_app;
GRANT SELECT, UPDATE ON order_export TO {service}_work;
GRANT SELECT ON order_export TO {service}_books;
