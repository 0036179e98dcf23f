-- A coupon that viewers may claim; the coupon and its claims are the catalog's.
CREATE TABLE coupon_offer (
  company_id      uuid NOT NULL,
  offer_id        uuid NOT NULL,
  live_session_id uuid NOT NULL,
  coupon_id       uuid NOT NULL,
  coupon_code     text NOT NULL,
  -- What it is worth, as viewers read it.
  words           text NOT NULL,
  lasts_s         int NOT NULL CHECK (lasts_s > 0),
  ends_at         timestamptz NOT NULL,
  ended_at        timestamptz,
  offered_by      uuid NOT NULL,
  offered_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, offer_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE coupon_offer IS 'company: coupons offered in live sessions';
CREATE UNIQUE INDEX one_offer_of_a_coupon ON coupon_offer (company_id, live_session_id, coupon_id) WHERE ended_at IS NULL;
CREATE INDEX coupon_offer_open ON coupon_offer (ends_at) WHERE ended_at IS NULL;
SELECT company_table('coupon_offer');
GRANT SELECT, INSERT, UPDATE ON coupon_offer TO {service}_app, {service}_work;
