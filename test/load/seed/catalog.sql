-- 20 companies (company_seed), 10,000 SKUs, two lots each with 1,000,000 pieces of every SKU. Five SKUs make a product.
INSERT INTO category (category_id, name, position) VALUES (gen_random_uuid(), '粮油', 1) ON CONFLICT DO NOTHING;

CREATE TEMP TABLE product_seed ON COMMIT DROP AS
  SELECT company_id, gen_random_uuid() AS product_id, gen_random_uuid() AS supplier_id,
    gen_random_uuid() AS early_lot, gen_random_uuid() AS late_lot, n
  FROM company_seed, generate_series(1, 100) AS n;
CREATE TEMP TABLE sku_seed ON COMMIT DROP AS
  SELECT product_seed.*, gen_random_uuid() AS sku_id, k, 900 + 10 * k + n AS price_fen
  FROM product_seed, generate_series(1, 5) AS k;
CREATE TEMP TABLE stock_seed ON COMMIT DROP AS
  SELECT sku_seed.*, lot.*, gen_random_uuid() AS packing_id
  FROM sku_seed, LATERAL (VALUES (early_lot, current_date + 90), (late_lot, current_date + 180)) AS lot (lot_id, expires_on);

INSERT INTO id_route (id, kind, company_id)
  SELECT product_id, 'product', company_id FROM product_seed
  UNION ALL SELECT supplier_id, 'supplier', company_id FROM product_seed
  UNION ALL SELECT early_lot, 'lot', company_id FROM product_seed
  UNION ALL SELECT late_lot, 'lot', company_id FROM product_seed
  UNION ALL SELECT sku_id, 'sku', company_id FROM sku_seed
  UNION ALL SELECT packing_id, 'packing', company_id FROM stock_seed;
INSERT INTO product (company_id, product_id, title, description, category_id, listed_at)
  SELECT company_id, product_id, '小米 ' || n, '会宁旱地小米', (SELECT category_id FROM category LIMIT 1), now()
  FROM product_seed;
INSERT INTO sku (company_id, sku_id, product_id, title, price_fen, net_g, gross_g, purchase_kind, return_class, spec_values)
  SELECT company_id, sku_id, product_id, k || ' 斤装', price_fen, 500 * k, 500 * k + 50, 'CONSIGNMENT', 'PROCESSED', '{}'
  FROM sku_seed;
INSERT INTO supplier (company_id, supplier_id, name, kind, region_code)
  SELECT company_id, supplier_id, '农户 ' || n, 'HOUSEHOLD', '620422' FROM product_seed;
INSERT INTO lot (company_id, lot_id, product_id, supplier_id, harvested_on, origin_code, grade, mass_g, price_per_kg_fen,
    reference_per_kg_fen, expires_on, packed_g)
  SELECT company_id, lot_id, product_id, supplier_id, current_date - 30, '620422', '一级', 20000000000, 800, 700,
    expires_on, sum(500 * k * 1000000::bigint)
  FROM stock_seed GROUP BY company_id, lot_id, product_id, supplier_id, expires_on;
INSERT INTO packing (company_id, packing_id, lot_id, sku_id, pieces, grams, cost_fen)
  SELECT company_id, packing_id, lot_id, sku_id, 1000000, 500 * k * 1000000::bigint, 400 * k * 1000000::bigint
  FROM stock_seed;
INSERT INTO stock (company_id, sku_id, lot_id, supplier_id, expires_on, cost_per_piece_fen, on_hand)
  SELECT company_id, sku_id, lot_id, supplier_id, expires_on, 400 * k, 1000000 FROM stock_seed;
INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces)
  SELECT company_id, packing_id, sku_id, lot_id, 'packed', 1000000 FROM stock_seed;
