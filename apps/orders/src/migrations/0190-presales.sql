-- Orders of what was not harvested yet.

ALTER TABLE orders
  -- The harvest that it waits for; null: its goods were ready.
  ADD COLUMN presale_lot_id uuid,
  ADD COLUMN presale_expected_on date,
  -- The last day on which it leaves.
  ADD COLUMN ship_by date,
  -- Whether the harvest was large enough for it; null: the harvest is to come.
  ADD COLUMN presale_kept boolean,
  -- When whatever has not left is paid back: after that day, or as soon as it is known that there is none for it.
  ADD COLUMN presale_due_at timestamptz,
  ADD CONSTRAINT presale_said_whole CHECK ((presale_lot_id IS NULL) = (ship_by IS NULL)
    AND (presale_lot_id IS NULL) = (presale_expected_on IS NULL)),
  ADD CONSTRAINT presale_of_something CHECK (presale_lot_id IS NOT NULL OR (presale_kept IS NULL AND presale_due_at IS NULL));
CREATE INDEX orders_of_presale ON orders (company_id, presale_lot_id, placed_at, order_id)
  WHERE presale_lot_id IS NOT NULL AND presale_kept IS NULL;
CREATE INDEX orders_presale_due ON orders (presale_due_at) WHERE presale_due_at IS NOT NULL;
CREATE INDEX orders_to_ship_by ON orders (company_id, ship_by, order_id) WHERE status = 'PAID' AND ship_by IS NOT NULL;

-- What came in of a harvest that was sold before.
CREATE TABLE harvest (
  company_id   uuid NOT NULL,
  lot_id       uuid NOT NULL,
  harvested_on date NOT NULL,
  mass_g       bigint NOT NULL CHECK (mass_g >= 0),
  -- What no order was given yet: who ordered first is given first.
  left_g       bigint NOT NULL CHECK (left_g BETWEEN 0 AND mass_g),
  noted_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, lot_id)
);
COMMENT ON TABLE harvest IS 'company: harvests that orders waited for';
ALTER TABLE harvest ENABLE ROW LEVEL SECURITY;
ALTER TABLE harvest FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON harvest TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON harvest TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON harvest FOR SELECT TO {service}_books USING (true);
GRANT SELECT ON harvest TO {service}_app, {service}_books;
GRANT SELECT, INSERT, UPDATE ON harvest TO {service}_work;

-- Grams of the harvest that an order is promised: none where its pieces go out of another lot by now, or were given up.
CREATE FUNCTION presale_grams(o orders) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(least((part ->> 'pieces')::bigint, l.quantity - l.refunded_quantity) * l.net_g), 0)::bigint
  FROM order_line l, jsonb_array_elements(l.allocations) AS part
  WHERE (l.company_id, l.order_id) = (o.company_id, o.order_id) AND part ->> 'lotId' = o.presale_lot_id::text
$$;

-- It cannot be packed yet, or never will be.
CREATE FUNCTION awaits_harvest(o orders) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT o.presale_lot_id IS NOT NULL AND o.presale_kept IS NOT TRUE AND presale_grams(o) > 0
$$;

ALTER TABLE refund
  DROP CONSTRAINT refund_kind_check,
  ADD CONSTRAINT refund_kind_check CHECK
    (kind IN ('STRAY', 'CANCELLATION', 'REQUEST', 'CLAIM', 'RETURN', 'WEIGHED', 'RECALL', 'PRE_SALE'));
