-- Playbacks, as gateways hear of them. After 30 silent seconds the same page is a new view, under its next part.
CREATE TABLE view (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  view_id         uuid NOT NULL,
  part            int  NOT NULL,
  -- The person, else the device, under a name that holds within the company and tells nobody who it is.
  viewer          uuid NOT NULL,
  first_at        timestamptz NOT NULL,
  last_at         timestamptz NOT NULL CHECK (last_at >= first_at),
  -- Seconds of picture that were played, never more than went by.
  played_s        int  NOT NULL CHECK (played_s >= 0),
  PRIMARY KEY (company_id, live_session_id, view_id, part),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
) WITH (fillfactor = 70);
COMMENT ON TABLE view IS 'company: views of live sessions';

-- Who saw and who clicked which card, once each.
CREATE TABLE card_touch (
  company_id      uuid NOT NULL,
  live_session_id uuid NOT NULL,
  sku_id          uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('EXPOSED', 'CLICKED')),
  viewer          uuid NOT NULL,
  first_at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, live_session_id, sku_id, kind, viewer),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE card_touch IS 'company: who saw and clicked cards in live sessions';

SELECT company_table('view');
SELECT company_table('card_touch');
GRANT SELECT ON view, card_touch TO {service}_app;
GRANT SELECT, INSERT, UPDATE ON view TO {service}_work;
GRANT SELECT, INSERT ON card_touch TO {service}_work;
