-- Leaves 1,000 pieces in each of the two lots of a SKU (scarce_seed): the rest is written off.
CREATE TEMP TABLE written_off ON COMMIT DROP AS
  SELECT company_id, sku_id, lot_id, gen_random_uuid() AS adjustment_id, on_hand - 1000 AS pieces
  FROM stock JOIN scarce_seed USING (sku_id);
INSERT INTO id_route (id, kind, company_id) SELECT adjustment_id, 'adjustment', company_id FROM written_off;
INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces, reason)
  SELECT company_id, adjustment_id, sku_id, lot_id, 'written_off', -pieces, '试验' FROM written_off;
UPDATE stock s SET on_hand = 1000 FROM written_off w WHERE (s.company_id, s.sku_id, s.lot_id) = (w.company_id, w.sku_id, w.lot_id);
