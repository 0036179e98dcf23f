-- Ordered by the piece, priced by weight: price_fen is for net_g grams.
ALTER TABLE sku
  -- How much more than net_g a piece may weigh, in ten-thousandths; null: sold by the piece.
  ADD COLUMN max_over_bp int CHECK (max_over_bp BETWEEN 0 AND 5000);
