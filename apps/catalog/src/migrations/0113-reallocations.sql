-- Pieces of a sold hold that went out of another lot: both lots move under the reallocation's id.
CREATE TABLE reallocation (
  company_id      uuid NOT NULL,
  reallocation_id uuid NOT NULL,
  hold_id         uuid NOT NULL,
  sku_id          uuid NOT NULL,
  from_lot_id     uuid NOT NULL,
  to_lot_id       uuid NOT NULL,
  pieces          int NOT NULL CHECK (pieces > 0),
  reallocated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, reallocation_id),
  FOREIGN KEY (company_id, hold_id) REFERENCES hold,
  CHECK (from_lot_id <> to_lot_id)
);
COMMENT ON TABLE reallocation IS 'company: sold pieces that went out of another lot than was held';
CREATE INDEX reallocation_hold ON reallocation (company_id, hold_id);
SELECT company_table('reallocation');
GRANT SELECT, INSERT ON reallocation TO {service}_work;

-- Back into the one lot, out of the other.
ALTER TABLE movement
  DROP CONSTRAINT movement_kind_check,
  DROP CONSTRAINT movement_check,
  ADD CONSTRAINT movement_kind_check
    CHECK (kind IN ('packed', 'sold', 'written_off', 'corrected', 'returned', 'reallocated')),
  ADD CONSTRAINT movement_check CHECK (pieces <> 0 AND (kind = 'reallocated'
    OR (pieces > 0) = (kind IN ('packed', 'corrected', 'returned'))));
