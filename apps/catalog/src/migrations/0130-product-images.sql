CREATE TABLE product_image (
  company_id  uuid NOT NULL,
  product_id  uuid NOT NULL,
  image_id    uuid NOT NULL,
  -- The first is the one in lists.
  position    int NOT NULL,
  -- What it was made of. The original is deleted: it may say where and when it was taken.
  upload_key  text NOT NULL,
  thumb_key   text NOT NULL,
  card_key    text NOT NULL,
  full_key    text NOT NULL,
  width       int NOT NULL CHECK (width > 0),
  height      int NOT NULL CHECK (height > 0),
  added_by    uuid,
  added_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, product_id, image_id),
  FOREIGN KEY (company_id, product_id) REFERENCES product
);
COMMENT ON TABLE product_image IS 'company: pictures of its products';
SELECT company_table('product_image');
GRANT SELECT, INSERT, UPDATE, DELETE ON product_image TO {service}_app, {service}_work;
