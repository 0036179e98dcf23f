CREATE TABLE supplier (
  company_id  uuid NOT NULL,
  supplier_id uuid NOT NULL,
  name        text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('HOUSEHOLD', 'COOPERATIVE', 'FIRM')),
  region_code text NOT NULL,
  PRIMARY KEY (company_id, supplier_id)
);
COMMENT ON TABLE supplier IS 'company: who grows and makes what it sells';
SELECT company_table('supplier');
GRANT SELECT, INSERT, UPDATE ON supplier TO {service}_app, {service}_work;

-- What a supplier was, from which day on, by whose word and on what evidence: sales of any past day can be told by
-- the status of that day. A request may add a row and never read one: it is counted, not listed.
CREATE TABLE supplier_status (
  company_id  uuid NOT NULL,
  supplier_id uuid NOT NULL,
  since_on    date NOT NULL,
  status      text NOT NULL,
  evidence    text NOT NULL,
  -- Null: a service's own doing, such as loading demo data.
  said_by     uuid,
  said_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, supplier_id, said_at),
  FOREIGN KEY (company_id, supplier_id) REFERENCES supplier
);
COMMENT ON TABLE supplier_status IS 'company: dated and evidenced status of suppliers, restricted';
SELECT company_table('supplier_status');
GRANT INSERT ON supplier_status TO {service}_app;
GRANT SELECT, INSERT ON supplier_status TO {service}_work;

-- Grams of one product from one supplier, harvest day, place and grade. Never changed but for what was packed of it.
CREATE TABLE lot (
  company_id           uuid NOT NULL,
  lot_id               uuid NOT NULL,
  product_id           uuid NOT NULL,
  supplier_id          uuid NOT NULL,
  harvested_on         date NOT NULL,
  origin_code          text NOT NULL,
  grade                text NOT NULL,
  mass_g               bigint NOT NULL CHECK (mass_g > 0),
  price_per_kg_fen     bigint NOT NULL CHECK (price_per_kg_fen >= 0),
  reference_per_kg_fen bigint NOT NULL CHECK (reference_per_kg_fen >= 0),
  expires_on           date NOT NULL CHECK (expires_on >= harvested_on),
  packed_g             bigint NOT NULL DEFAULT 0,
  created_at           timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, lot_id),
  FOREIGN KEY (company_id, product_id) REFERENCES product,
  FOREIGN KEY (company_id, supplier_id) REFERENCES supplier,
  -- The mass balance of packing.ts, asserted where nothing can walk around it.
  CONSTRAINT packed_within_mass CHECK (packed_g BETWEEN 0 AND mass_g)
);
COMMENT ON TABLE lot IS 'company: where goods come from';
SELECT company_table('lot');
GRANT SELECT, INSERT, UPDATE ON lot TO {service}_app, {service}_work;

CREATE TABLE packing (
  company_id uuid NOT NULL,
  packing_id uuid NOT NULL,
  lot_id     uuid NOT NULL,
  sku_id     uuid NOT NULL,
  pieces     int NOT NULL CHECK (pieces > 0),
  grams      bigint NOT NULL CHECK (grams > 0),
  cost_fen   bigint NOT NULL CHECK (cost_fen >= 0),
  packed_by  uuid,
  packed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, packing_id),
  FOREIGN KEY (company_id, lot_id) REFERENCES lot,
  FOREIGN KEY (company_id, sku_id) REFERENCES sku
);
COMMENT ON TABLE packing IS 'company: grams of a lot that became pieces of a SKU';
SELECT company_table('packing');
GRANT SELECT, INSERT ON packing TO {service}_app, {service}_work;

-- Whole pieces of a SKU from a lot. What a sale must know of the lot stands here too, so that a hold reads one table.
CREATE TABLE stock (
  company_id         uuid NOT NULL,
  sku_id             uuid NOT NULL,
  lot_id             uuid NOT NULL,
  supplier_id        uuid NOT NULL,
  expires_on         date NOT NULL,
  cost_per_piece_fen bigint NOT NULL,
  on_hand            int NOT NULL,
  -- Promised to buyers, not sold yet.
  held               int NOT NULL DEFAULT 0,
  -- Split off for open flash offers and not yet promised to a buyer.
  set_aside          int NOT NULL DEFAULT 0,
  PRIMARY KEY (company_id, sku_id, lot_id),
  FOREIGN KEY (company_id, sku_id) REFERENCES sku,
  FOREIGN KEY (company_id, lot_id) REFERENCES lot,
  -- What hold.ts decides, asserted again where nothing can walk around it.
  CONSTRAINT never_oversold CHECK (held >= 0 AND set_aside >= 0 AND held + set_aside <= on_hand)
) WITH (fillfactor = 50);
COMMENT ON TABLE stock IS 'company: pieces per SKU and lot, equal to the sum of their movements';
CREATE INDEX stock_lot ON stock (company_id, lot_id);
SELECT company_table('stock');
GRANT SELECT, INSERT, UPDATE ON stock TO {service}_app, {service}_work;

-- A sum of pieces as the contract counts them: none where there is no row, and no more than an int can say.
CREATE FUNCTION pieces_of(total numeric) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT least(coalesce(total, 0), 2147483647)::int
$$;

-- Append-only. `source_id` is the packing, the adjustment or the hold; each moves a SKU of a lot once.
CREATE TABLE movement (
  company_id uuid NOT NULL,
  source_id  uuid NOT NULL,
  sku_id     uuid NOT NULL,
  lot_id     uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('packed', 'sold', 'written_off', 'corrected', 'returned')),
  pieces     int NOT NULL CHECK (pieces <> 0 AND (pieces > 0) = (kind IN ('packed', 'corrected', 'returned'))),
  reason     text NOT NULL DEFAULT '',
  -- Null: a sale, which nobody does by hand.
  moved_by   uuid,
  moved_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, source_id, sku_id, lot_id)
);
COMMENT ON TABLE movement IS 'company: every piece that came or went, and why';
SELECT company_table('movement');
GRANT SELECT, INSERT ON movement TO {service}_app, {service}_work;
