-- What was sold, line by line, and whose it is: the session it was bought in, the account of that session, and who was on
-- duty when the order was placed. Written once and never changed, also for what is sold outside of any session, so that
-- whatever is added up over hosts, sessions or accounts is what the company sold.
CREATE TABLE sale (
  company_id      uuid   NOT NULL,
  order_id        uuid   NOT NULL,
  -- Null: bought outside of any session of this company.
  live_session_id uuid,
  account_id      uuid,
  -- Null: nobody was on duty.
  host_id         uuid,
  -- The buyer, under a name that holds within the company and tells nobody who it is.
  buyer           uuid   NOT NULL,
  placed_at       timestamptz NOT NULL,
  paid_at         timestamptz NOT NULL,
  -- The day of it in China.
  paid_on         date   NOT NULL,
  cash_fen        bigint NOT NULL CHECK (cash_fen >= 0),
  recorded_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, order_id),
  CHECK ((live_session_id IS NULL) = (account_id IS NULL)),
  CHECK (host_id IS NULL OR live_session_id IS NOT NULL)
);
COMMENT ON TABLE sale IS 'company: paid orders, and to which session, account and host they are credited';
CREATE INDEX sale_of_session ON sale (company_id, live_session_id, paid_at);
CREATE INDEX sale_by_day ON sale (company_id, paid_on);

CREATE TABLE sale_line (
  company_id uuid   NOT NULL,
  order_id   uuid   NOT NULL,
  line_id    uuid   NOT NULL,
  -- Null: sold before lines were told.
  sku_id     uuid,
  -- The last time the SKU was pinned in the session before the order was placed; null: it never was.
  episode_id uuid,
  quantity   int    NOT NULL CHECK (quantity >= 0),
  cash_fen   bigint NOT NULL CHECK (cash_fen >= 0),
  PRIMARY KEY (company_id, order_id, line_id)
);
COMMENT ON TABLE sale_line IS 'company: lines of paid orders, and the pin episode they are credited to';

-- Money that went back, line by line. It may be told before the order is.
CREATE TABLE sale_refund (
  company_id  uuid   NOT NULL,
  order_id    uuid   NOT NULL,
  refund_id   uuid   NOT NULL,
  cash_fen    bigint NOT NULL CHECK (cash_fen >= 0),
  refunded_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, order_id, refund_id)
);
COMMENT ON TABLE sale_refund IS 'company: refunds of paid orders';

CREATE TABLE sale_refund_line (
  company_id uuid   NOT NULL,
  order_id   uuid   NOT NULL,
  refund_id  uuid   NOT NULL,
  -- The refund's own id where it names no line.
  line_id    uuid   NOT NULL,
  quantity   int    NOT NULL,
  cash_fen   bigint NOT NULL CHECK (cash_fen >= 0),
  PRIMARY KEY (company_id, order_id, refund_id, line_id)
);
COMMENT ON TABLE sale_refund_line IS 'company: which line gave how much back';

-- Refunds that did not reach the buyer after all: as if they had never been.
CREATE TABLE sale_refund_failed (
  company_id uuid NOT NULL,
  order_id   uuid NOT NULL,
  refund_id  uuid NOT NULL,
  PRIMARY KEY (company_id, order_id, refund_id)
);
COMMENT ON TABLE sale_refund_failed IS 'company: refunds that came back';

-- Whose an order is that names a session and was placed at a moment. Waits for whoever is just changing the host: without
-- that, an order placed a moment after a takeover could still be credited to who was relieved, as the takeover may not
-- be committed when the sale is counted. (A volatile function sees what was committed while it waited; the statement that
-- calls it does not.) No row: the company has no such session.
CREATE FUNCTION credited(of_company uuid, session uuid, placed timestamptz)
  RETURNS TABLE (live_session_id uuid, account_id uuid, host_id uuid) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM FROM live_session s WHERE s.company_id = of_company AND s.live_session_id = session FOR KEY SHARE;
  RETURN QUERY
    SELECT s.live_session_id, s.account_id, d.person_id
    FROM live_session s
    LEFT JOIN duty d ON d.company_id = s.company_id AND d.live_session_id = s.live_session_id
      AND d.starts_at <= placed AND (d.ends_at IS NULL OR placed < d.ends_at)
    WHERE s.company_id = of_company AND s.live_session_id = session;
END $$;

CREATE FUNCTION shown_before(of_company uuid, session uuid, sku uuid, placed timestamptz)
  RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN (
    SELECT e.episode_id FROM pin_episode e
    WHERE e.company_id = of_company AND e.live_session_id = session AND e.sku_id = sku AND e.starts_at <= placed
    ORDER BY e.starts_at DESC LIMIT 1);
END $$;

-- What sessions had sold before: one line for each order, as it is not known what was in it.
ALTER TABLE sale_fact NO FORCE ROW LEVEL SECURITY;
ALTER TABLE live_session NO FORCE ROW LEVEL SECURITY;
INSERT INTO sale (company_id, order_id, live_session_id, account_id, buyer, placed_at, paid_at, paid_on, cash_fen,
                  recorded_at)
SELECT f.company_id, order_id, live_session_id, account_id, order_id, recorded_at, recorded_at,
       (recorded_at AT TIME ZONE 'Asia/Shanghai')::date, amount_fen, recorded_at
FROM sale_fact f LEFT JOIN live_session s USING (company_id, live_session_id) WHERE kind = 'paid' AND s IS NOT NULL;
INSERT INTO sale_line (company_id, order_id, line_id, quantity, cash_fen)
SELECT company_id, order_id, order_id, items, amount_fen FROM sale_fact JOIN sale USING (company_id, order_id)
WHERE kind = 'paid';
INSERT INTO sale_refund (company_id, order_id, refund_id, cash_fen, refunded_at, recorded_at)
SELECT company_id, order_id, ref_id, amount_fen, recorded_at, recorded_at FROM sale_fact WHERE kind = 'refunded';
INSERT INTO sale_refund_line (company_id, order_id, refund_id, line_id, quantity, cash_fen)
SELECT company_id, order_id, ref_id, order_id, items, amount_fen FROM sale_fact WHERE kind = 'refunded';
INSERT INTO sale_refund_failed (company_id, order_id, refund_id)
SELECT company_id, order_id, ref_id FROM sale_fact WHERE kind = 'refund_failed';
ALTER TABLE sale_fact FORCE ROW LEVEL SECURITY;
ALTER TABLE live_session FORCE ROW LEVEL SECURITY;

SELECT company_table('sale');
SELECT company_table('sale_line');
SELECT company_table('sale_refund');
SELECT company_table('sale_refund_line');
SELECT company_table('sale_refund_failed');
GRANT SELECT ON sale, sale_line, sale_refund, sale_refund_line, sale_refund_failed TO {service}_app;
GRANT SELECT, INSERT ON sale, sale_line, sale_refund, sale_refund_line, sale_refund_failed TO {service}_work;
