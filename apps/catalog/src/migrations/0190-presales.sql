-- Produce that is sold before it is harvested. Its lot stands in `lot` like any other, with what is expected of it; the
-- pieces on sale stand in `stock`, and are promised by the same holds.
CREATE TABLE presale (
  company_id   uuid NOT NULL,
  lot_id       uuid NOT NULL,
  -- The last day on which it is sold.
  expected_on  date NOT NULL,
  expected_g   bigint NOT NULL CHECK (expected_g > 0),
  share_bp     int NOT NULL CHECK (share_bp BETWEEN 1000 AND 8000),
  capacity_g   bigint NOT NULL CHECK (capacity_g BETWEEN 1 AND expected_g),
  offered_g    bigint NOT NULL DEFAULT 0,
  -- The last day on which it leaves.
  ship_by      date NOT NULL,
  keeps_days   int NOT NULL CHECK (keeps_days > 0),
  opened_by    uuid,
  opened_at    timestamptz NOT NULL DEFAULT now(),
  -- What there really was stands in the lot from here on.
  harvested_at timestamptz,
  harvested_by uuid,
  -- When everything that is still promised was there: from here on the lot is one like any other.
  settled_at   timestamptz,
  PRIMARY KEY (company_id, lot_id),
  FOREIGN KEY (company_id, lot_id) REFERENCES lot,
  -- What presale.ts decides, asserted again where nothing can walk around it.
  CONSTRAINT offered_within_capacity CHECK (offered_g BETWEEN 0 AND capacity_g),
  CONSTRAINT ships_after_the_harvest CHECK (ship_by > expected_on),
  CONSTRAINT settled_after_the_harvest CHECK (settled_at IS NULL OR harvested_at IS NOT NULL)
);
COMMENT ON TABLE presale IS 'company: harvests that are sold before they come in';
CREATE INDEX presale_by_day ON presale (company_id, ship_by DESC, lot_id);
CREATE INDEX presale_unsettled ON presale (harvested_at) WHERE harvested_at IS NOT NULL AND settled_at IS NULL;
SELECT company_table('presale');
GRANT SELECT, INSERT, UPDATE ON presale TO {service}_app, {service}_work;

-- The harvest to come that its pieces are sold from: {lotId, expectedOn, shipBy}. It stands here so that a quote reads one
-- table, and so that there is one at a time. Null: its pieces are ready.
ALTER TABLE sku ADD COLUMN pre_sale jsonb;

-- Nothing may have grown.
ALTER TABLE lot
  DROP CONSTRAINT lot_mass_g_check,
  ADD CONSTRAINT lot_mass_g_check CHECK (mass_g >= 0);

ALTER TABLE id_route
  DROP CONSTRAINT id_route_kind_check,
  ADD CONSTRAINT id_route_kind_check
    CHECK (kind IN ('product', 'sku', 'supplier', 'lot', 'packing', 'adjustment', 'offer', 'offering'));

-- promised: put on sale before the harvest. withdrawn: taken off again, for it did not grow. harvested: from here on
-- these pieces are packed ones.
ALTER TABLE movement
  DROP CONSTRAINT movement_kind_check,
  DROP CONSTRAINT movement_check,
  ADD CONSTRAINT movement_kind_check CHECK (kind IN ('packed', 'sold', 'written_off', 'corrected', 'returned',
    'reallocated', 'promised', 'withdrawn', 'harvested')),
  ADD CONSTRAINT movement_check CHECK (pieces <> 0 AND (kind = 'reallocated'
    OR (pieces > 0) = (kind IN ('packed', 'corrected', 'returned', 'promised'))));
-- What a harvest to come promised is summed up by its lot.
CREATE INDEX movement_of_presale ON movement (company_id, lot_id, sku_id)
  WHERE kind IN ('promised', 'withdrawn', 'harvested');

-- As before (0132); of a harvest to come: up to the day it is expected, whatever documents it will get; once harvested,
-- nothing until what was promised is there.
CREATE OR REPLACE FUNCTION lot_offered_until(l lot) RETURNS date LANGUAGE sql STABLE AS $$
  WITH RECURSIVE above AS (
    SELECT c.parent_id, c.documents FROM product p JOIN category c USING (category_id)
    WHERE (p.company_id, p.product_id) = (l.company_id, l.product_id)
    UNION SELECT c.parent_id, c.documents FROM category c JOIN above ON c.category_id = above.parent_id
  ), asked AS (
    SELECT coalesce(array_agg(DISTINCT kind), '{}') AS kinds FROM above, unnest(documents) AS kind
  ), to_come AS (
    SELECT CASE WHEN harvested_at IS NULL THEN expected_on ELSE '-infinity'::date END AS until FROM presale p
    WHERE (p.company_id, p.lot_id) = (l.company_id, l.lot_id) AND settled_at IS NULL
  )
  SELECT CASE
    WHEN l.recalled_at IS NOT NULL THEN '-infinity'::date
    WHEN EXISTS (SELECT FROM to_come) THEN (SELECT until FROM to_come)
    WHEN kinds = '{}' THEN 'infinity'::date
    ELSE coalesce((
      SELECT max(d.expires_on) FROM certificate d
      WHERE (d.company_id, d.lot_id) = (l.company_id, l.lot_id) AND d.kind = ANY (kinds) AND d.withdrawn_at IS NULL
    ), '-infinity')
  END FROM asked
$$;

-- What a list says of a product besides its own row: as summary_of (0132), and where nothing of it is ready the first
-- harvest to come.
CREATE FUNCTION shown_summary_of(of_company uuid, of_product uuid, life_days int)
RETURNS TABLE (price_from_fen bigint, available int, card_key text, pre_sale jsonb) LANGUAGE sql STABLE AS $$
  SELECT min(sku.price_fen), pieces_of(sum(lots.available)), (
    SELECT i.card_key FROM product_image i WHERE (i.company_id, i.product_id) = (of_company, of_product)
    ORDER BY i.position, i.image_id LIMIT 1),
    CASE WHEN bool_and(sku.pre_sale IS NOT NULL) FILTER (WHERE lots.available > 0) THEN
      (array_agg(sku.pre_sale ORDER BY sku.pre_sale ->> 'shipBy') FILTER (WHERE lots.available > 0))[1] END
  FROM sku CROSS JOIN LATERAL (
    SELECT sum(on_hand - held - set_aside) AS available FROM stock
    WHERE (stock.company_id, stock.sku_id) = (sku.company_id, sku.sku_id)
      AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + life_days
      AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
  ) AS lots
  WHERE (sku.company_id, sku.product_id) = (of_company, of_product)
$$;
