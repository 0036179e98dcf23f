-- Catalog's side of 50,000 old orders that nobody paid (old_order): what they held was freed long ago.
INSERT INTO hold (company_id, hold_id, buyer_id, status, expires_at, quoted, sku_ids, lot_ids, pieces, offer_ids, held_at)
  SELECT company_id, hold_id, buyer_id, 'FREED', placed_at + interval '1 minute', '{}', ARRAY[sku_id], ARRAY[lot_id],
    ARRAY[1], ARRAY[NULL]::uuid[], placed_at
  FROM old_order;
INSERT INTO checkout (buyer_id, checkout_id, company_id, hold_id, request_hash)
  SELECT buyer_id, checkout_id, company_id, hold_id, 'old' FROM old_order;
INSERT INTO inbox (consumer, event_id, applied_at)
  SELECT 'catalog-adopt-hold', placed_event, placed_at FROM old_order
  UNION ALL SELECT 'catalog-free-hold-of-expired', expired_event, placed_at + interval '15 minutes' FROM old_order;
