-- Ordered by the piece, priced by weight: what was paid is the most it may cost, and on the scale the price is found.

ALTER TABLE orders
  -- By which terms its freight was counted; null: nothing in it is sold by weight.
  ADD COLUMN freight_terms jsonb;

ALTER TABLE order_line
  -- Sold by weight: what a piece of net_g grams costs, and the most that one may weigh. price_fen and gross_g are of one
  -- that weighs the most. Null: sold by the piece.
  ADD COLUMN piece_fen      bigint CHECK (piece_fen > 0),
  ADD COLUMN max_g          int CHECK (max_g >= net_g),
  -- What they weighed when they were packed, and what they cost.
  ADD COLUMN weighed_pieces int CHECK (weighed_pieces BETWEEN 1 AND quantity),
  ADD COLUMN weighed_g      int CHECK (weighed_g > 0),
  ADD COLUMN charged_fen    bigint CHECK (charged_fen BETWEEN 0 AND gross_fen),
  -- Of its freight, what went back because a parcel was lighter.
  ADD COLUMN freight_back_fen bigint NOT NULL DEFAULT 0 CHECK (freight_back_fen BETWEEN 0 AND freight_fen),
  ADD CONSTRAINT by_weight_or_not CHECK ((piece_fen IS NULL) = (max_g IS NULL)),
  ADD CONSTRAINT weighed_or_not CHECK (num_nonnulls(weighed_pieces, weighed_g, charged_fen) IN (0, 3)),
  ADD CONSTRAINT only_by_weight_is_weighed CHECK (weighed_g IS NULL OR max_g IS NOT NULL),
  ADD CONSTRAINT weighed_before_it_leaves CHECK (max_g IS NULL OR weighed_g IS NOT NULL OR shipped_quantity = 0);

CREATE TABLE weighing (
  company_id   uuid NOT NULL,
  weighing_id  uuid NOT NULL,
  order_id     uuid NOT NULL,
  -- Of what was asked for: the same weighing with other content is refused.
  content_hash text NOT NULL,
  weighed_by   uuid NOT NULL,
  weighed_at   timestamptz NOT NULL DEFAULT now(),
  -- What goes back to the buyer; null: nothing does.
  refund_id    uuid,
  PRIMARY KEY (company_id, weighing_id),
  FOREIGN KEY (company_id, order_id) REFERENCES orders
);
COMMENT ON TABLE weighing IS 'company: who put goods of an order on the scale, and when';
CREATE INDEX weighing_by_order ON weighing (company_id, order_id);

CREATE TABLE weighing_line (
  company_id     uuid NOT NULL,
  weighing_id    uuid NOT NULL,
  order_id       uuid NOT NULL,
  line_no        int NOT NULL,
  pieces         int NOT NULL CHECK (pieces > 0),
  grams          int NOT NULL CHECK (grams > 0),
  charged_fen    bigint NOT NULL CHECK (charged_fen >= 0),
  -- Above what was paid for.
  given_away_g   int NOT NULL CHECK (given_away_g >= 0),
  given_away_fen bigint NOT NULL CHECK (given_away_fen >= 0),
  PRIMARY KEY (company_id, weighing_id, line_no),
  FOREIGN KEY (company_id, weighing_id) REFERENCES weighing,
  FOREIGN KEY (company_id, order_id, line_no) REFERENCES order_line
);
COMMENT ON TABLE weighing_line IS 'company: what lines weighed and cost';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['weighing', 'weighing_line'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY company ON %I TO {service}_app
      USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
      WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid)$p$, t);
    EXECUTE format('CREATE POLICY work ON %I TO {service}_work USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY books ON %I FOR SELECT TO {service}_books USING (true)', t);
  END LOOP;
END $$;

GRANT SELECT ON weighing, weighing_line TO {service}_app, {service}_books;
GRANT SELECT, INSERT ON weighing, weighing_line TO {service}_work;
