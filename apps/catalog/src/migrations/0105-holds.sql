-- A buyer's checkout is promised once. It is the person's own row, for the company shows only in what is asked for.
CREATE TABLE checkout (
  buyer_id     uuid NOT NULL,
  checkout_id  uuid NOT NULL,
  company_id   uuid NOT NULL,
  hold_id      uuid NOT NULL,
  -- Of what was asked for: the same checkout with other content is refused.
  request_hash text NOT NULL,
  PRIMARY KEY (buyer_id, checkout_id)
);
COMMENT ON TABLE checkout IS 'person: the hold of each checkout of a buyer';
GRANT SELECT, INSERT, UPDATE ON checkout TO {service}_work;
GRANT SELECT ON checkout TO {service}_books;

-- Pieces promised to a buyer. The arrays run side by side, one entry for each SKU and lot. A hold is PROVISIONAL until
-- an order adopts it or its time is over (LAPSED); adopted, it ends as SOLD or FREED.
CREATE TABLE hold (
  company_id uuid NOT NULL,
  hold_id    uuid NOT NULL,
  buyer_id   uuid NOT NULL,
  status     text NOT NULL CHECK (status IN ('PROVISIONAL', 'LAPSED', 'ADOPTED', 'SOLD', 'FREED')),
  expires_at timestamptz NOT NULL,
  -- The answer given, so that it can be given again to the letter.
  quoted     json NOT NULL,
  sku_ids    uuid[] NOT NULL,
  lot_ids    uuid[] NOT NULL,
  pieces     int[] NOT NULL,
  -- Null: from the list stock.
  offer_ids  uuid[] NOT NULL,
  held_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, hold_id),
  CONSTRAINT entries_side_by_side CHECK (
    cardinality(sku_ids) = cardinality(lot_ids)
    AND cardinality(sku_ids) = cardinality(pieces)
    AND cardinality(sku_ids) = cardinality(offer_ids)
  )
) WITH (fillfactor = 70);
COMMENT ON TABLE hold IS 'company: pieces promised to buyers';
CREATE INDEX hold_provisional ON hold (expires_at) WHERE status = 'PROVISIONAL';
SELECT company_table('hold');

-- The entries of a hold as rows. A function only for the planner's sake: told that a hold has few entries, it looks up
-- their stock instead of reading all of it.
CREATE FUNCTION entries_of(promise hold)
RETURNS TABLE (sku_id uuid, lot_id uuid, pieces int, offer_id uuid) LANGUAGE plpgsql STABLE ROWS 2 COST 1 AS $$
BEGIN
  RETURN QUERY SELECT * FROM unnest(promise.sku_ids, promise.lot_ids, promise.pieces, promise.offer_ids);
END $$;
GRANT SELECT, INSERT, UPDATE ON hold TO {service}_work;

-- Whom a flash offer was promised to: the limit for each buyer counts those whose hold was neither lapsed nor freed.
CREATE TABLE flash_taking (
  company_id uuid NOT NULL,
  offer_id   uuid NOT NULL,
  buyer_id   uuid NOT NULL,
  hold_id    uuid NOT NULL,
  pieces     int NOT NULL CHECK (pieces > 0),
  PRIMARY KEY (company_id, offer_id, buyer_id, hold_id)
);
COMMENT ON TABLE flash_taking IS 'company: pieces of a flash offer in a buyer''s hold';
SELECT company_table('flash_taking');
GRANT SELECT, INSERT, UPDATE ON flash_taking TO {service}_work;
