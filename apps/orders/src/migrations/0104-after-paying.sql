-- What may happen to an order after it was paid: it is packed, and parts of it go back.

ALTER TABLE orders
  -- When packing began: from then on the seller decides on refunds.
  ADD COLUMN packed_at timestamptz;

ALTER TABLE order_line
  ADD COLUMN refunded_quantity int NOT NULL DEFAULT 0,
  -- Of its cash, freight with it.
  ADD COLUMN refunded_fen bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT refunded_at_most_what_was_bought CHECK (refunded_quantity BETWEEN 0 AND quantity),
  ADD CONSTRAINT refunded_at_most_what_was_paid CHECK (refunded_fen BETWEEN 0 AND cash_fen);
