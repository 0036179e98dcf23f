-- A buyer's promise and its end.

CREATE TABLE orders (
  company_id          uuid NOT NULL,
  order_id            uuid NOT NULL,
  buyer_id            uuid NOT NULL,
  -- Catalog's hold; another one if the goods had to be held again for money that came late.
  hold_id             uuid NOT NULL,
  live_session_id     uuid,
  status              text NOT NULL DEFAULT 'AWAITING_PAYMENT' CHECK (status IN
    ('AWAITING_PAYMENT', 'EXPIRING', 'PAID', 'SHIPPED', 'COMPLETED', 'CANCELLED', 'EXPIRED', 'REFUNDED')),
  -- Counts the changes of status; events carry it.
  version             int NOT NULL DEFAULT 1,
  total_fen           bigint NOT NULL CHECK (total_fen > 0),
  freight_fen         bigint NOT NULL CHECK (freight_fen BETWEEN 0 AND total_fen),
  -- Name, phone and detail under a data key of their own, and that key under PII_KEY.
  address_sealed      bytea NOT NULL,
  -- Which PII_KEY wrapped the data key.
  address_key_id      text NOT NULL,
  -- HMAC-SHA-256 of the phone number under PII_INDEX_KEY.
  phone_index         bytea NOT NULL CHECK (octet_length(phone_index) = 32),
  region_code         text NOT NULL,
  placed_at           timestamptz NOT NULL DEFAULT now(),
  expires_at          timestamptz NOT NULL,
  hold_until          timestamptz NOT NULL,
  -- When somebody must look at it again, whatever else is lost; null: nothing is open.
  due_at              timestamptz,
  expiring_since      timestamptz,
  cancel_requested_at timestamptz,
  -- The one payment that paid it.
  paid_by             uuid,
  paid_at             timestamptz,
  PRIMARY KEY (company_id, order_id),
  -- An order adopts its hold; one that is about to lapse may be somebody else's by then.
  CONSTRAINT hold_outlives_placing CHECK (hold_until > placed_at + interval '10 seconds'),
  CONSTRAINT paid_by_a_payment CHECK ((paid_by IS NULL) = (paid_at IS NULL)),
  CONSTRAINT paid_once_and_for_all CHECK
    ((paid_by IS NULL) = (status IN ('AWAITING_PAYMENT', 'EXPIRING', 'CANCELLED', 'EXPIRED')))
) WITH (fillfactor = 60);
COMMENT ON TABLE orders IS 'company: orders';
CREATE INDEX orders_by_status ON orders (company_id, status, order_id);
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX orders_by_phone ON orders (company_id, phone_index);

-- What was promised at which price, with catalog's whole quote: nothing of it is ever asked again.
CREATE TABLE order_line (
  company_id    uuid NOT NULL,
  order_id      uuid NOT NULL,
  line_no       int  NOT NULL,
  line_id       uuid NOT NULL,
  sku_id        uuid NOT NULL,
  title         text NOT NULL,
  quantity      int  NOT NULL CHECK (quantity > 0),
  price_fen     bigint NOT NULL CHECK (price_fen >= 0),
  gross_fen     bigint NOT NULL,
  -- The line's share of the order's freight, by gross grams.
  freight_fen   bigint NOT NULL CHECK (freight_fen >= 0),
  cash_fen      bigint NOT NULL,
  net_g         int  NOT NULL,
  gross_g       int  NOT NULL,
  purchase_kind text NOT NULL,
  return_class  text NOT NULL,
  offer_id      uuid,
  -- The split rule in force when it was placed.
  rule_id       uuid NOT NULL,
  -- Which lots its pieces come from, and what they cost: [{lotId, supplierId, pieces, grams, costFen}].
  allocations   jsonb NOT NULL,
  PRIMARY KEY (company_id, order_id, line_no),
  FOREIGN KEY (company_id, order_id) REFERENCES orders,
  CONSTRAINT gross_is_price_times_quantity CHECK (gross_fen = price_fen * quantity),
  CONSTRAINT cash_is_gross_and_freight CHECK (cash_fen = gross_fen + freight_fen)
);
COMMENT ON TABLE order_line IS 'company: lines of orders';

-- A checkout is answered with its first order for ever. Also a buyer's list of orders.
CREATE TABLE checkout (
  buyer_id     uuid NOT NULL,
  checkout_id  uuid NOT NULL,
  content_hash text NOT NULL,
  company_id   uuid NOT NULL,
  order_id     uuid NOT NULL,
  PRIMARY KEY (buyer_id, checkout_id)
);
COMMENT ON TABLE checkout IS 'person: checkouts of buyers and the orders they became';
CREATE INDEX checkout_by_order ON checkout (buyer_id, order_id);

-- Whose an order is, for whoever knows only its id, or its hold's.
CREATE TABLE order_route (
  order_id   uuid PRIMARY KEY,
  company_id uuid NOT NULL,
  buyer_id   uuid NOT NULL,
  hold_id    uuid NOT NULL
);
COMMENT ON TABLE order_route IS 'platform: which company an order belongs to';
CREATE INDEX order_route_by_hold ON order_route (hold_id);

ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON orders TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON orders TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON orders FOR SELECT TO {service}_books USING (true);

ALTER TABLE order_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_line FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON order_line TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON order_line TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON order_line FOR SELECT TO {service}_books USING (true);

GRANT SELECT ON orders, order_line TO {service}_app, {service}_books;
GRANT SELECT ON order_route, checkout TO {service}_books;
GRANT SELECT, INSERT, UPDATE ON orders, order_line, order_route TO {service}_work;
GRANT SELECT, INSERT ON checkout TO {service}_work;
