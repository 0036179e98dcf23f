-- A session on air and what its bag offers. The version is the session's own: an older one changes nothing.
CREATE TABLE live_session (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  version         int NOT NULL,
  PRIMARY KEY (company_id, live_session_id)
);
COMMENT ON TABLE live_session IS 'company: the last word on what a session offers';
SELECT company_table('live_session');
GRANT SELECT, INSERT, UPDATE ON live_session TO {service}_work;

CREATE TABLE session_offer (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  sku_id          uuid NOT NULL,
  PRIMARY KEY (company_id, live_session_id, sku_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session,
  FOREIGN KEY (company_id, sku_id) REFERENCES sku
);
COMMENT ON TABLE session_offer IS 'company: the SKUs that can be bought in a session on air';
SELECT company_table('session_offer');
GRANT SELECT, INSERT, DELETE ON session_offer TO {service}_work;

CREATE TABLE flash_offer (
  company_id      uuid NOT NULL,
  offer_id        uuid NOT NULL,
  live_session_id uuid NOT NULL,
  sku_id          uuid NOT NULL,
  price_fen       bigint NOT NULL CHECK (price_fen > 0),
  share           int NOT NULL CHECK (share > 0),
  per_buyer_limit int NOT NULL CHECK (per_buyer_limit > 0),
  lasts_s         int NOT NULL CHECK (lasts_s > 0),
  opened_at       timestamptz NOT NULL DEFAULT now(),
  ends_at         timestamptz NOT NULL,
  -- Null while open. It is set under the lock of the offer's stock rows, like every change of its shares.
  closed_at       timestamptz,
  PRIMARY KEY (company_id, offer_id),
  FOREIGN KEY (company_id, sku_id) REFERENCES sku
);
COMMENT ON TABLE flash_offer IS 'company: a share of the stock at a price below the usual, for a time';
CREATE INDEX flash_offer_open ON flash_offer (company_id, live_session_id, sku_id) WHERE closed_at IS NULL;
CREATE INDEX flash_offer_due ON flash_offer (ends_at) WHERE closed_at IS NULL;
SELECT company_table('flash_offer');
GRANT SELECT, INSERT, UPDATE ON flash_offer TO {service}_work;

-- The offer's share, lot by lot. The sum of `pieces_left` over open offers is stock.set_aside.
CREATE TABLE flash_share (
  company_id  uuid NOT NULL,
  offer_id    uuid NOT NULL,
  lot_id      uuid NOT NULL,
  pieces_left int NOT NULL CHECK (pieces_left >= 0),
  PRIMARY KEY (company_id, offer_id, lot_id),
  FOREIGN KEY (company_id, offer_id) REFERENCES flash_offer
) WITH (fillfactor = 50);
COMMENT ON TABLE flash_share IS 'company: what of a flash offer nobody was promised yet, by lot';
SELECT company_table('flash_share');
GRANT SELECT, INSERT, UPDATE ON flash_share TO {service}_work;
