-- What lists of products are ordered by. Written with the product and its SKUs; where somebody wrote past that, or
-- before this, a sweeper follows (keep-sort-keys.ts).
ALTER TABLE product
  -- The lowest list price of its SKUs.
  ADD COLUMN price_from_fen bigint,
  -- The title as it sorts by pinyin: made by pinyin.ts, for no extension or collation is sure to be there.
  ADD COLUMN title_key text COLLATE "C";
CREATE INDEX product_by_price ON product (price_from_fen, product_id) WHERE listed_at IS NOT NULL;
CREATE INDEX product_by_title ON product (title_key, product_id) WHERE listed_at IS NOT NULL;
CREATE INDEX product_without_keys ON product (company_id, product_id)
  WHERE listed_at IS NOT NULL AND (price_from_fen IS NULL OR title_key IS NULL);

-- What buyers can see and ask for. A plain SQL function, so that the planner sees through it to the indexes.
CREATE FUNCTION products_like(
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
        AND on_hand > held + set_aside AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + life_days))
$$;

-- What a list says of a product besides its own row.
CREATE FUNCTION summary_of(of_company uuid, of_product uuid, life_days int)
RETURNS TABLE (price_from_fen bigint, available int, card_key text) LANGUAGE sql STABLE AS $$
  SELECT min(sku.price_fen), pieces_of(sum(lots.available)), (
    SELECT i.card_key FROM product_image i WHERE (i.company_id, i.product_id) = (of_company, of_product)
    ORDER BY i.position, i.image_id LIMIT 1)
  FROM sku CROSS JOIN LATERAL (
    SELECT sum(on_hand - held - set_aside) AS available FROM stock
    WHERE (stock.company_id, stock.sku_id) = (sku.company_id, sku.sku_id)
      AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + life_days
  ) AS lots
  WHERE (sku.company_id, sku.product_id) = (of_company, of_product)
$$;
