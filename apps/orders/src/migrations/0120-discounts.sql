-- What coupons took off, and who pays it in the buyer's stead. Told when the order is placed, and kept: a refund gives
-- back what was paid of a line, whatever became of the coupon.
ALTER TABLE orders
  ADD COLUMN discount_fen bigint NOT NULL DEFAULT 0 CHECK (discount_fen >= 0),
  -- Where freight is free, it may be more than what is paid.
  DROP CONSTRAINT orders_check,
  ADD CONSTRAINT freight_within_total CHECK (freight_fen BETWEEN 0 AND total_fen + discount_fen);

ALTER TABLE order_line
  ADD COLUMN discount_fen bigint NOT NULL DEFAULT 0 CHECK (discount_fen >= 0),
  -- The line's part of each coupon's discount: [{couponId, payer, amountFen}].
  ADD COLUMN discounts jsonb NOT NULL DEFAULT '[]',
  DROP CONSTRAINT cash_is_gross_and_freight,
  ADD CONSTRAINT cash_is_gross_less_discounts_and_freight
    CHECK (cash_fen = gross_fen - discount_fen + freight_fen AND cash_fen >= 0);
