-- One order in one transaction, statement by statement as a program would send them: any of 10,000 SKUs.
\set sku random(1, 10000)
\set buyer random(1, 1000000)
BEGIN;
UPDATE shelf SET on_hand = on_hand - 1 WHERE sku = :sku AND on_hand >= 1;
INSERT INTO sale (buyer, total, status) VALUES (:buyer, 1500, 'paid') RETURNING id \gset
INSERT INTO item (sale, sku, pieces, price) VALUES (:id, :sku, 1, 1000);
INSERT INTO money (sale, amount, ref) VALUES (:id, 1500, 'pay_' || :id);
INSERT INTO leg (sale, account, debit, credit)
  VALUES (:id, 'cash', 1500, 0), (:id, 'seller', 0, 1000), (:id, 'village', 0, 300), (:id, 'platform', 0, 200);
INSERT INTO news (topic, body) VALUES ('order.paid', jsonb_build_object('orderId', :id, 'total', 1500));
COMMIT;
