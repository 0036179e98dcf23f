-- 50,000 orders of yesterday that nobody paid (old_order), with everything they left behind.
INSERT INTO orders (company_id, order_id, buyer_id, hold_id, status, version, total_fen, freight_fen, address_sealed,
    address_key_id, phone_index, region_code, placed_at, expires_at, hold_until)
  SELECT company_id, order_id, buyer_id, hold_id, 'EXPIRED', 3, 1500, 500, decode(repeat('00', 180), 'hex'), 'old',
    sha256(order_id::text::bytea), '620422', placed_at, placed_at + interval '15 minutes', placed_at + interval '1 minute'
  FROM old_order;
INSERT INTO order_line (company_id, order_id, line_no, line_id, sku_id, title, quantity, price_fen, gross_fen, freight_fen,
    cash_fen, net_g, gross_g, purchase_kind, return_class, rule_id, allocations)
  SELECT company_id, order_id, 1, gen_random_uuid(), sku_id, '小米', 1, 1000, 1000, 500, 1500, 500, 550, 'CONSIGNMENT',
    'PROCESSED', gen_random_uuid(), jsonb_build_array(jsonb_build_object('lotId', lot_id, 'pieces', 1))
  FROM old_order;
INSERT INTO checkout (buyer_id, checkout_id, content_hash, company_id, order_id)
  SELECT buyer_id, checkout_id, 'old', company_id, order_id FROM old_order;
INSERT INTO order_route (order_id, company_id, buyer_id, hold_id)
  SELECT order_id, company_id, buyer_id, hold_id FROM old_order;
INSERT INTO payment (company_id, payment_id, order_id, provider, status, amount_fen, idempotency_key, created_at)
  SELECT company_id, payment_id, order_id, 'sandbox', 'CANCELLED', 1500, payment_id::text, placed_at FROM old_order;
INSERT INTO provider_ref (payment_id, company_id, order_id, provider, ref)
  SELECT payment_id, company_id, order_id, 'sandbox', 'pay_' || payment_id FROM old_order;
INSERT INTO outbox (id, event_id, subject, payload, created_at, sent_at, confirmed_at)
  SELECT placed_event, placed_event, 'event.orders.v1.OrderPlaced', '{}', placed_at, placed_at, placed_at FROM old_order
  UNION ALL
  SELECT expired_event, expired_event, 'event.orders.v1.OrderExpired', '{}', placed_at, placed_at, placed_at FROM old_order;
