-- A coupon that is not for whoever knows its code, but for who claimed it while it was offered.
ALTER TABLE coupon
  ADD COLUMN claim_only boolean NOT NULL DEFAULT false,
  -- Decided under this row's lock. Each claim is for one use, so that whoever has one finds it when they buy.
  ADD COLUMN claimed int NOT NULL DEFAULT 0,
  ADD CONSTRAINT coupon_claimed_check CHECK (claimed BETWEEN 0 AND quota),
  ADD CONSTRAINT coupon_claim_only_check CHECK (NOT claim_only OR per_buyer = 1);

CREATE TABLE coupon_claim (
  company_id      uuid NOT NULL,
  coupon_id       uuid NOT NULL,
  buyer_id        uuid NOT NULL,
  live_session_id uuid NOT NULL,
  device_key      text,
  claimed_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, coupon_id, buyer_id),
  FOREIGN KEY (company_id, coupon_id) REFERENCES coupon
);
COMMENT ON TABLE coupon_claim IS 'company: who claimed a coupon on air';
CREATE UNIQUE INDEX coupon_claim_device ON coupon_claim (company_id, coupon_id, device_key);
CREATE INDEX coupon_claim_of_buyer ON coupon_claim (buyer_id, claimed_at DESC);
SELECT company_table('coupon_claim');
GRANT SELECT, INSERT ON coupon_claim TO {service}_work;
