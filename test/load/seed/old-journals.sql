-- 50,000 old entries of the ledger (old_order): goods bought at the scale. The sequencer puts them into the log itself.
INSERT INTO journal (company_id, journal_id, kind, ref, accounts, amounts, line_nos, line_ids, rule_ids, refundable)
  SELECT company_id, gen_random_uuid(), 'lot_bought', 'lot_bought:' || payment_id,
    ARRAY['inventory:lot:' || lot_id, 'payable:farmer:' || sku_id], ARRAY[-400, 400]::bigint[],
    ARRAY[NULL, NULL]::smallint[], '{}', '{}', ARRAY[false, false]
  FROM old_order;
