-- What buyers mean to order. A cart promises nothing, so that nothing of it needs to be right for ever.
CREATE TABLE cart (
  owner_kind text NOT NULL CHECK (owner_kind IN ('person', 'client')),
  -- The person, or the id that a client made for somebody not signed in.
  owner_id   uuid NOT NULL,
  touched_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner_kind, owner_id)
);
COMMENT ON TABLE cart IS 'person: carts';
CREATE INDEX cart_touched ON cart (touched_at);

CREATE TABLE cart_line (
  owner_kind    text NOT NULL,
  owner_id      uuid NOT NULL,
  sku_id        uuid NOT NULL,
  quantity      int  NOT NULL CHECK (quantity BETWEEN 1 AND 9999),
  -- As it was when it was put: a line whose product is gone can still say what it was.
  company_id    uuid NOT NULL,
  product_id    uuid NOT NULL,
  product_title text NOT NULL,
  title         text NOT NULL,
  price_fen     bigint NOT NULL,
  added_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner_kind, owner_id, sku_id),
  FOREIGN KEY (owner_kind, owner_id) REFERENCES cart ON DELETE CASCADE
);
COMMENT ON TABLE cart_line IS 'person: lines of carts';

-- A merge is done once for each id.
CREATE TABLE cart_merge (
  person_id uuid NOT NULL,
  merge_id  uuid NOT NULL,
  cart_id   uuid NOT NULL,
  merged_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, merge_id)
);
COMMENT ON TABLE cart_merge IS 'person: clients'' carts that became part of a person''s';
CREATE INDEX cart_merge_merged ON cart_merge (merged_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON cart, cart_line, cart_merge TO {service}_work;
