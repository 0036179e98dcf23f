-- From a paid order to the buyer's hands.

ALTER TABLE orders
  -- When the first parcel left, and when it was over: confirmed by the buyer or by time.
  ADD COLUMN first_shipped_at timestamptz,
  ADD COLUMN completed_at     timestamptz,
  -- When it is completed without a word of the buyer; null: it is not all shipped, or over.
  ADD COLUMN complete_at      timestamptz;
CREATE INDEX orders_to_complete ON orders (complete_at) WHERE complete_at IS NOT NULL AND status = 'SHIPPED';
-- Partly shipped: a refund of the rest makes them shipped altogether.
CREATE INDEX orders_leaving ON orders (first_shipped_at) WHERE status = 'PAID' AND first_shipped_at IS NOT NULL;
CREATE INDEX orders_of_session ON orders (company_id, live_session_id, order_id) WHERE live_session_id IS NOT NULL;

ALTER TABLE order_line
  ADD COLUMN shipped_quantity int NOT NULL DEFAULT 0,
  ADD CONSTRAINT shipped_at_most_what_was_bought CHECK (shipped_quantity BETWEEN 0 AND quantity);

CREATE TABLE carrier (
  code           text PRIMARY KEY,
  name           text NOT NULL,
  position       int  NOT NULL,
  -- What its tracking numbers look like. Only a shape: that a parcel is under way, the carrier alone knows.
  tracking_shape text NOT NULL
);
COMMENT ON TABLE carrier IS 'platform: who carries parcels';
-- Loose on purpose: a shape catches another carrier's number and a slip of the finger, and refuses no true one.
INSERT INTO carrier (position, code, name, tracking_shape) VALUES
  (1, 'SF', '顺丰速运', '^SF\d{10,15}$|^\d{12,15}$'),
  (2, 'ZTO', '中通快递', '^\d{12,15}$'),
  (3, 'YTO', '圆通速递', '^YT\d{13,15}$'),
  (4, 'STO', '申通快递', '^\d{12,15}$'),
  (5, 'YUNDA', '韵达快递', '^\d{13,15}$'),
  (6, 'JT', '极兔速递', '^JT\d{13}$'),
  (7, 'JD', '京东快递', '^JD[A-Z0-9]{9,20}$'),
  (8, 'EMS', '中国邮政', '^\d{13}$|^[A-Z]{2}\d{9}CN$'),
  (9, 'DBL', '德邦快递', '^DPK\d{9,15}$|^\d{8,12}$'),
  -- Brought or fetched: the number is the company's own.
  (99, 'SELF', '自提或自送', '^[A-Z0-9-]{1,40}$');
GRANT SELECT ON carrier TO {service}_app, {service}_work, {service}_books;

CREATE TABLE shipment (
  company_id      uuid NOT NULL,
  shipment_id     uuid NOT NULL,
  order_id        uuid NOT NULL,
  carrier         text NOT NULL REFERENCES carrier,
  tracking_number text NOT NULL,
  -- Of what was asked for: the same shipment with other content is refused.
  content_hash    text NOT NULL,
  shipped_by      uuid NOT NULL,
  shipped_at      timestamptz NOT NULL DEFAULT now(),
  delivered_at    timestamptz,
  delivered_by    text CHECK (delivered_by IN ('packer', 'carrier', 'buyer')),
  PRIMARY KEY (company_id, shipment_id),
  FOREIGN KEY (company_id, order_id) REFERENCES orders,
  CHECK ((delivered_at IS NULL) = (delivered_by IS NULL))
);
COMMENT ON TABLE shipment IS 'company: parcels that left';
CREATE INDEX shipment_by_order ON shipment (company_id, order_id);
CREATE INDEX shipment_by_number ON shipment (carrier, tracking_number);

CREATE TABLE shipment_line (
  company_id  uuid NOT NULL,
  shipment_id uuid NOT NULL,
  line_id     uuid NOT NULL,
  quantity    int  NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (company_id, shipment_id, line_id),
  FOREIGN KEY (company_id, shipment_id) REFERENCES shipment
);
COMMENT ON TABLE shipment_line IS 'company: what was in a parcel';

-- What stood there before, each time the number of a parcel was corrected.
CREATE TABLE tracking_correction (
  company_id      uuid NOT NULL,
  shipment_id     uuid NOT NULL,
  corrected_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  carrier         text NOT NULL,
  tracking_number text NOT NULL,
  corrected_by    uuid NOT NULL,
  PRIMARY KEY (company_id, shipment_id, corrected_at),
  FOREIGN KEY (company_id, shipment_id) REFERENCES shipment
);
COMMENT ON TABLE tracking_correction IS 'company: earlier carriers and numbers of parcels';

-- Pieces that go out of another lot than was held. ASKED: catalog may or may not have moved them yet.
CREATE TABLE reallocation (
  company_id      uuid NOT NULL,
  reallocation_id uuid NOT NULL,
  order_id        uuid NOT NULL,
  line_id         uuid NOT NULL,
  from_lot_id     uuid NOT NULL,
  to_lot_id       uuid NOT NULL,
  pieces          int  NOT NULL CHECK (pieces > 0),
  reason          text NOT NULL,
  asked_by        uuid NOT NULL,
  asked_at        timestamptz NOT NULL DEFAULT now(),
  status          text NOT NULL DEFAULT 'ASKED' CHECK (status IN ('ASKED', 'DONE', 'REFUSED')),
  -- Catalog's refusal, for whoever asks again.
  refusal         jsonb,
  done_at         timestamptz,
  -- When somebody must ask catalog once more; null: it is over.
  due_at          timestamptz,
  PRIMARY KEY (company_id, reallocation_id),
  FOREIGN KEY (company_id, order_id) REFERENCES orders,
  CHECK (from_lot_id <> to_lot_id),
  CHECK ((status = 'REFUSED') = (refusal IS NOT NULL)),
  CHECK ((status = 'ASKED') = (due_at IS NOT NULL))
);
COMMENT ON TABLE reallocation IS 'company: pieces that went out of another lot than was held';
CREATE INDEX reallocation_of_order ON reallocation (company_id, order_id);
CREATE INDEX reallocation_due ON reallocation (due_at) WHERE due_at IS NOT NULL;

-- Who of the company looked at a buyer's name, phone and address.
CREATE TABLE address_look (
  company_id uuid NOT NULL,
  order_id   uuid NOT NULL,
  looked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  person_id  uuid NOT NULL,
  -- order, list, export
  place      text NOT NULL CHECK (place IN ('order', 'list', 'export')),
  PRIMARY KEY (company_id, order_id, looked_at, person_id)
);
COMMENT ON TABLE address_look IS 'company: every look at a buyer''s address';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['shipment', 'shipment_line', 'tracking_correction', 'reallocation', 'address_look'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY company ON %I TO {service}_app
      USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
      WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid)$p$, t);
    EXECUTE format('CREATE POLICY work ON %I TO {service}_work USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY books ON %I FOR SELECT TO {service}_books USING (true)', t);
  END LOOP;
END $$;

-- Who packs moves the company's own orders on, and nothing else of them.
GRANT UPDATE (status, version, packed_at, first_shipped_at, delivered_at, complete_at, completed_at)
  ON orders TO {service}_app;
GRANT UPDATE (shipped_quantity, allocations) ON order_line TO {service}_app;
GRANT SELECT, INSERT ON shipment, shipment_line, tracking_correction, reallocation TO {service}_app;
GRANT UPDATE (carrier, tracking_number, delivered_at, delivered_by) ON shipment TO {service}_app;
GRANT SELECT, UPDATE ON shipment, reallocation TO {service}_work;
GRANT SELECT ON shipment_line TO {service}_work;
GRANT INSERT ON address_look TO {service}_app, {service}_work;
GRANT SELECT ON shipment, shipment_line, tracking_correction, reallocation, address_look TO {service}_books;
