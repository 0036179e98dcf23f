-- The session's side of a flash offer; price and share are the catalog's. A row stands before the catalog is asked, so
-- that an answer lost on the way is asked for again.
CREATE TABLE flash_offer (
  company_id      uuid   NOT NULL,
  offer_id        uuid   NOT NULL,
  live_session_id uuid   NOT NULL,
  sku_id          uuid   NOT NULL,
  price_fen       bigint NOT NULL CHECK (price_fen > 0),
  share           int    NOT NULL CHECK (share > 0),
  per_buyer_limit int    NOT NULL CHECK (per_buyer_limit > 0),
  lasts_s         int    NOT NULL CHECK (lasts_s > 0),
  status          text   NOT NULL CHECK (status IN ('STARTING', 'OPEN', 'STOPPING', 'CLOSED')),
  status_at       timestamptz NOT NULL DEFAULT now(),
  -- As the catalog answered.
  ends_at         timestamptz,
  PRIMARY KEY (company_id, offer_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session,
  CHECK (status <> 'OPEN' OR ends_at IS NOT NULL)
);
COMMENT ON TABLE flash_offer IS 'company: flash offers of live sessions';
CREATE UNIQUE INDEX one_flash_offer_at_a_time ON flash_offer (company_id, live_session_id) WHERE status <> 'CLOSED';
CREATE INDEX flash_offer_unsettled ON flash_offer (status_at) WHERE status <> 'CLOSED';

SELECT company_table('flash_offer');
GRANT SELECT, INSERT, UPDATE, DELETE ON flash_offer TO {service}_app, {service}_work;
