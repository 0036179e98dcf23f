-- Which company a session is of: the public asks by the session alone, and no two companies may share an id.
CREATE TABLE session_route (
  live_session_id uuid PRIMARY KEY,
  company_id      uuid NOT NULL
);
COMMENT ON TABLE session_route IS 'platform: company of each live session';

CREATE TABLE live_session (
  company_id          uuid NOT NULL,
  live_session_id     uuid NOT NULL,
  account_id          uuid NOT NULL,
  title               text NOT NULL,
  status              text NOT NULL
    CHECK (status IN ('DRAFT', 'SCHEDULED', 'READY', 'LIVE', 'INTERRUPTED', 'ENDED', 'SEALED')),
  starts_at           timestamptz,
  pinned_sku_id       uuid,
  started_at          timestamptz,
  ended_at            timestamptz,
  -- Rises with everything that changes which SKUs may be bought in the session: start, end, a new bag on air.
  version             int NOT NULL DEFAULT 0,
  -- The last version the catalog has acknowledged.
  offers_version_told int NOT NULL DEFAULT 0,
  version_at          timestamptz NOT NULL DEFAULT now(),
  created_at          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, live_session_id),
  FOREIGN KEY (company_id, account_id) REFERENCES account,
  CHECK (offers_version_told <= version)
);
COMMENT ON TABLE live_session IS 'company: live sessions from plan to end';
-- The rule of start-session.ts, asserted again where nothing can walk around it.
CREATE UNIQUE INDEX account_on_air ON live_session (company_id, account_id) WHERE status IN ('LIVE', 'INTERRUPTED');
CREATE INDEX live_session_listed ON live_session (status, created_at DESC, live_session_id DESC);
CREATE INDEX live_session_of_account ON live_session (company_id, account_id);
CREATE INDEX live_session_untold ON live_session (version_at) WHERE version > offers_version_told;

CREATE TABLE bag_item (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  sku_id          uuid NOT NULL,
  position        int  NOT NULL,
  PRIMARY KEY (company_id, live_session_id, sku_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE bag_item IS 'company: what a session sells, in the order it is shown';

SELECT company_table('live_session');
SELECT company_table('bag_item');
GRANT SELECT, INSERT ON session_route TO {service}_app, {service}_work;
GRANT SELECT, INSERT, UPDATE ON live_session TO {service}_app, {service}_work;
GRANT SELECT, INSERT, DELETE ON bag_item TO {service}_app, {service}_work;
GRANT SELECT ON session_route TO {service}_books;
