-- One of these must be valid for a lot of the category, or of one below it, before pieces of it are offered.
ALTER TABLE category ADD COLUMN documents text[] NOT NULL DEFAULT '{}';

ALTER TABLE lot ADD COLUMN recalled_at timestamptz;

-- The last day on which these pieces may be offered, as far as documents and recalls go: what a hold must know of the
-- lot stands here, so that it reads one table. It follows lot_offered_until().
ALTER TABLE stock ADD COLUMN offered_until date NOT NULL DEFAULT 'infinity';

CREATE TABLE certificate (
  company_id     uuid NOT NULL,
  certificate_id uuid NOT NULL,
  lot_id         uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN
    ('COMPLIANCE', 'TEST_REPORT', 'ORIGIN', 'QUARANTINE', 'ORGANIC', 'GREEN_FOOD', 'GEOGRAPHICAL')),
  number         text NOT NULL,
  expires_on     date NOT NULL,
  upload_key     text NOT NULL,
  -- Where a copy of the upload lies that nothing deletes.
  document_key   text NOT NULL,
  added_by       uuid NOT NULL,
  added_at       timestamptz NOT NULL DEFAULT now(),
  withdrawn_by   uuid,
  withdrawn_at   timestamptz,
  PRIMARY KEY (company_id, certificate_id),
  FOREIGN KEY (company_id, lot_id) REFERENCES lot,
  CONSTRAINT withdrawn_by_somebody CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);
COMMENT ON TABLE certificate IS 'company: documents of its lots';
CREATE INDEX certificate_of_lot ON certificate (company_id, lot_id);
SELECT company_table('certificate');
GRANT SELECT, INSERT, UPDATE ON certificate TO {service}_app, {service}_work;

CREATE TABLE recall (
  company_id  uuid NOT NULL,
  recall_id   uuid NOT NULL,
  lot_id      uuid NOT NULL,
  reason      text NOT NULL,
  -- As they stood at that moment: free and written off; promised or set aside.
  written_off int NOT NULL CHECK (written_off >= 0),
  promised    int NOT NULL CHECK (promised >= 0),
  recalled_by uuid NOT NULL,
  recalled_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, recall_id),
  UNIQUE (company_id, lot_id),
  FOREIGN KEY (company_id, lot_id) REFERENCES lot
);
COMMENT ON TABLE recall IS 'company: lots that were called back, and why';
SELECT company_table('recall');
GRANT SELECT, INSERT ON recall TO {service}_app, {service}_work;

-- The last day on which pieces of a lot may be offered: never again after a recall; without end where its category and
-- those above ask for nothing; else as long as the last of its valid documents.
CREATE FUNCTION lot_offered_until(l lot) RETURNS date LANGUAGE sql STABLE AS $$
  WITH RECURSIVE above AS (
    SELECT c.parent_id, c.documents FROM product p JOIN category c USING (category_id)
    WHERE (p.company_id, p.product_id) = (l.company_id, l.product_id)
    UNION SELECT c.parent_id, c.documents FROM category c JOIN above ON c.category_id = above.parent_id
  ), asked AS (
    SELECT coalesce(array_agg(DISTINCT kind), '{}') AS kinds FROM above, unnest(documents) AS kind
  )
  SELECT CASE
    WHEN l.recalled_at IS NOT NULL THEN '-infinity'::date
    WHEN kinds = '{}' THEN 'infinity'::date
    ELSE coalesce((
      SELECT max(d.expires_on) FROM certificate d
      WHERE (d.company_id, d.lot_id) = (l.company_id, l.lot_id) AND d.kind = ANY (kinds) AND d.withdrawn_at IS NULL
    ), '-infinity')
  END FROM asked
$$;

-- As before (0131), and offered.
CREATE OR REPLACE FUNCTION products_like(
  wanted_words text[], wanted_category uuid, wanted_company uuid, price_min bigint, price_max bigint,
  only_available boolean, life_days int)
RETURNS SETOF product LANGUAGE sql STABLE AS $$
  SELECT product.* FROM product
  WHERE listed_at IS NOT NULL
    AND (wanted_company IS NULL OR company_id = wanted_company)
    AND (wanted_category IS NULL OR category_id IN (
      WITH RECURSIVE below AS (
        SELECT wanted_category AS id
        UNION SELECT c.category_id FROM category c JOIN below ON c.parent_id = below.id
      ) SELECT id FROM below))
    -- Whatever has the grams is looked at; whatever has the words is found.
    AND (cardinality(wanted_words) = 0 OR (
      title_grams @> (SELECT array_agg(DISTINCT gram) FROM unnest(wanted_words) AS word, unnest(grams(word)) AS gram)
      AND NOT EXISTS (SELECT FROM unnest(wanted_words) AS word WHERE strpos(lower(title), lower(word)) = 0)))
    AND (price_min IS NULL OR price_from_fen >= price_min)
    AND (price_max IS NULL OR price_from_fen <= price_max)
    AND (NOT only_available OR EXISTS (
      SELECT FROM sku JOIN stock USING (company_id, sku_id)
      WHERE (sku.company_id, sku.product_id) = (product.company_id, product.product_id)
        AND on_hand > held + set_aside AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + life_days
        AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date))
$$;

CREATE OR REPLACE FUNCTION summary_of(of_company uuid, of_product uuid, life_days int)
RETURNS TABLE (price_from_fen bigint, available int, card_key text) LANGUAGE sql STABLE AS $$
  SELECT min(sku.price_fen), pieces_of(sum(lots.available)), (
    SELECT i.card_key FROM product_image i WHERE (i.company_id, i.product_id) = (of_company, of_product)
    ORDER BY i.position, i.image_id LIMIT 1)
  FROM sku CROSS JOIN LATERAL (
    SELECT sum(on_hand - held - set_aside) AS available FROM stock
    WHERE (stock.company_id, stock.sku_id) = (sku.company_id, sku.sku_id)
      AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + life_days
      AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
  ) AS lots
  WHERE (sku.company_id, sku.product_id) = (of_company, of_product)
$$;

-- What may be claimed of a product today: an order may get pieces of any lot that is offered, so all of them must have
-- a certificate for it.
CREATE FUNCTION claims_of(of_company uuid, of_product uuid, life_days int)
RETURNS TABLE (kind text, number text, expires_on date) LANGUAGE sql STABLE AS $$
  WITH offered AS (
    SELECT DISTINCT lot_id FROM sku JOIN stock s USING (company_id, sku_id)
    WHERE (sku.company_id, sku.product_id) = (of_company, of_product) AND s.on_hand > s.held + s.set_aside
      AND s.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + life_days
      AND s.offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
  )
  SELECT d.kind, (array_agg(d.number ORDER BY d.expires_on, d.number))[1], min(d.expires_on)
  FROM certificate d JOIN offered USING (lot_id)
  WHERE d.company_id = of_company AND d.withdrawn_at IS NULL AND d.kind IN ('ORGANIC', 'GREEN_FOOD', 'GEOGRAPHICAL')
    AND d.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date
  GROUP BY d.kind HAVING count(DISTINCT d.lot_id) = (SELECT count(*) FROM offered)
$$;
