CREATE TABLE category (
  category_id uuid PRIMARY KEY,
  name        text NOT NULL,
  -- Null: a top category.
  parent_id   uuid REFERENCES category,
  position    int NOT NULL
);
COMMENT ON TABLE category IS 'platform: what kinds of produce there are';
CREATE INDEX category_parent ON category (parent_id);
GRANT SELECT ON category TO {service}_app, {service}_books;
GRANT SELECT, INSERT, UPDATE ON category TO {service}_work;

-- Every character and every pair of neighbours of a text. Chinese words of two characters are found by their pair,
-- which neither full text search (it does not segment) nor trigrams (they need three) can do.
CREATE FUNCTION grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(lower(words), at, size)), '{}')
  FROM generate_series(1, length(words)) AS at, generate_series(1, 2) AS size
$$;

CREATE TABLE product (
  company_id  uuid NOT NULL,
  product_id  uuid NOT NULL,
  title       text NOT NULL,
  description text NOT NULL,
  category_id uuid NOT NULL REFERENCES category,
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- Set by its first SKU: from then on buyers see it.
  listed_at   timestamptz,
  title_grams text[] NOT NULL GENERATED ALWAYS AS (grams(title)) STORED,
  PRIMARY KEY (company_id, product_id)
);
COMMENT ON TABLE product IS 'company: what a company offers';
CREATE INDEX product_newest ON product (listed_at DESC, product_id DESC) WHERE listed_at IS NOT NULL;
CREATE INDEX product_of_company ON product (company_id, listed_at DESC, product_id DESC) WHERE listed_at IS NOT NULL;
CREATE INDEX product_of_category ON product (category_id, listed_at DESC, product_id DESC) WHERE listed_at IS NOT NULL;
CREATE INDEX product_words ON product USING gin (title_grams);
SELECT company_table('product');
GRANT SELECT, INSERT, UPDATE ON product TO {service}_app, {service}_work;

CREATE TABLE sku (
  company_id    uuid NOT NULL,
  sku_id        uuid NOT NULL,
  product_id    uuid NOT NULL,
  title         text NOT NULL,
  -- The list price.
  price_fen     bigint NOT NULL CHECK (price_fen > 0),
  net_g         int NOT NULL CHECK (net_g > 0),
  gross_g       int NOT NULL CHECK (gross_g >= net_g),
  purchase_kind text NOT NULL CHECK (purchase_kind IN ('OUTRIGHT', 'CONSIGNMENT', 'COMMISSION')),
  return_class  text NOT NULL CHECK (return_class IN ('FRESH', 'PROCESSED', 'CUSTOM')),
  spec_values   jsonb NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, sku_id),
  FOREIGN KEY (company_id, product_id) REFERENCES product
);
COMMENT ON TABLE sku IS 'company: the sellable units of its products';
CREATE INDEX sku_product ON sku (company_id, product_id);
SELECT company_table('sku');
GRANT SELECT, INSERT, UPDATE ON sku TO {service}_app, {service}_work;
