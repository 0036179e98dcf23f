-- What orders told of sessions, each fact once; never changed. The session need not be known.
CREATE TABLE sale_fact (
  company_id      uuid   NOT NULL,
  kind            text   NOT NULL CHECK (kind IN ('paid', 'refunded')),
  -- The order that was paid, or the refund that was made.
  ref_id          uuid   NOT NULL,
  order_id        uuid   NOT NULL,
  live_session_id uuid   NOT NULL,
  amount_fen      bigint NOT NULL CHECK (amount_fen >= 0),
  items           int    NOT NULL CHECK (items >= 0),
  recorded_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, kind, ref_id)
);
COMMENT ON TABLE sale_fact IS 'company: paid and refunded orders of live sessions';

-- The facts of a session added up.
CREATE TABLE session_sales (
  company_id      uuid   NOT NULL,
  live_session_id uuid   NOT NULL,
  paid_orders     int    NOT NULL DEFAULT 0,
  paid_fen        bigint NOT NULL DEFAULT 0,
  items           int    NOT NULL DEFAULT 0,
  refunded_fen    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (company_id, live_session_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE session_sales IS 'company: sales figures of live sessions';

SELECT company_table('sale_fact');
SELECT company_table('session_sales');
GRANT SELECT ON sale_fact, session_sales TO {service}_app;
GRANT SELECT, INSERT ON sale_fact TO {service}_work;
GRANT SELECT, INSERT, UPDATE ON session_sales TO {service}_work;
