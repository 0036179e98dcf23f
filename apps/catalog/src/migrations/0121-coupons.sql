-- What takes money off a company's goods or their freight. Never changed, but for its uses and its end. Also those that
-- the platform or a fund pays are of one company: a campaign over several has one for each.
CREATE TABLE coupon (
  company_id      uuid NOT NULL,
  coupon_id       uuid NOT NULL,
  code            text NOT NULL,
  title           text NOT NULL,
  payer           text NOT NULL CHECK (payer IN ('company', 'platform', 'fund')),
  kind            text NOT NULL CHECK (kind IN ('PERCENT', 'AMOUNT', 'FREE_FREIGHT')),
  percent_off_bp  int NOT NULL CHECK ((percent_off_bp BETWEEN 1 AND 10000) = (kind = 'PERCENT')),
  amount_fen      bigint NOT NULL CHECK ((amount_fen > 0) = (kind = 'AMOUNT')),
  -- 0: none.
  cap_fen         bigint NOT NULL CHECK (cap_fen >= 0),
  from_fen        bigint NOT NULL CHECK (from_fen >= 0),
  -- Empty: all of them.
  product_ids     uuid[] NOT NULL,
  sku_ids         uuid[] NOT NULL,
  live_session_id uuid,
  starts_at       timestamptz NOT NULL,
  ends_at         timestamptz NOT NULL CHECK (ends_at > starts_at),
  quota           int NOT NULL CHECK (quota > 0),
  per_buyer       int NOT NULL CHECK (per_buyer BETWEEN 1 AND quota),
  -- Uses in holds that were neither lapsed nor freed. Decided under this row's lock, never above the quota; no CHECK
  -- says so, for an order that was paid keeps its coupon, whatever became of its hold in between.
  used            int NOT NULL DEFAULT 0 CHECK (used >= 0),
  ended_at        timestamptz,
  made_by         uuid,
  made_at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, coupon_id),
  UNIQUE (company_id, code)
) WITH (fillfactor = 50);
COMMENT ON TABLE coupon IS 'company: what takes money off its goods, and who pays for it';
CREATE INDEX coupon_newest ON coupon (company_id, made_at DESC, coupon_id DESC);
SELECT company_table('coupon');
GRANT SELECT, INSERT ON coupon TO {service}_app;
GRANT UPDATE (ended_at) ON coupon TO {service}_app;
GRANT SELECT, UPDATE ON coupon TO {service}_work;

-- Whom a use was promised to: the limit for each buyer counts those whose hold was neither lapsed nor freed.
CREATE TABLE coupon_use (
  company_id uuid NOT NULL,
  coupon_id  uuid NOT NULL,
  buyer_id   uuid NOT NULL,
  hold_id    uuid NOT NULL,
  PRIMARY KEY (company_id, coupon_id, buyer_id, hold_id),
  FOREIGN KEY (company_id, coupon_id) REFERENCES coupon
);
COMMENT ON TABLE coupon_use IS 'company: coupons in buyers'' holds';
SELECT company_table('coupon_use');
GRANT SELECT, INSERT ON coupon_use TO {service}_work;

-- So that whoever frees a hold knows without looking whether it had coupons.
ALTER TABLE hold ADD COLUMN coupon_ids uuid[] NOT NULL DEFAULT '{}';
