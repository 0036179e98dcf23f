-- The least a paid order has to write, on tables of its own: how fast would this PostgreSQL be with nothing around it?
CREATE TABLE shelf (
  sku     int PRIMARY KEY,
  on_hand int NOT NULL CHECK (on_hand >= 0)
);
CREATE TABLE sale (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  buyer     bigint NOT NULL,
  total     bigint NOT NULL,
  status    text NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE item (
  id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sale  bigint NOT NULL REFERENCES sale,
  sku   int NOT NULL,
  pieces int NOT NULL,
  price bigint NOT NULL
);
CREATE INDEX item_sale ON item (sale);
CREATE TABLE money (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sale   bigint NOT NULL REFERENCES sale,
  amount bigint NOT NULL,
  ref    text NOT NULL UNIQUE
);
CREATE TABLE leg (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sale      bigint NOT NULL REFERENCES sale,
  account   text NOT NULL,
  debit     bigint NOT NULL,
  credit    bigint NOT NULL,
  booked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX leg_sale ON leg (sale);
CREATE TABLE news (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic   text NOT NULL,
  body    jsonb NOT NULL,
  told_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz
);
CREATE INDEX news_unsent ON news (id) WHERE sent_at IS NULL;
INSERT INTO shelf SELECT sku, 1000000000 FROM generate_series(1, 10000) AS sku;
VACUUM ANALYZE;
