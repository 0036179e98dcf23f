-- Which sessions sold pieces of which lot, for whoever reads where a harvest went. From the orders that are paid from now on:
-- earlier ones were not told by lot.
CREATE TABLE lot_session (
  company_id      uuid NOT NULL,
  lot_id          uuid NOT NULL,
  live_session_id uuid NOT NULL,
  sold_at         timestamptz NOT NULL,
  PRIMARY KEY (company_id, lot_id, live_session_id),
  FOREIGN KEY (company_id, live_session_id) REFERENCES live_session
);
COMMENT ON TABLE lot_session IS 'company: sessions that sold pieces of a lot, and when the first ones';
SELECT company_table('lot_session');
GRANT SELECT ON lot_session TO {service}_app;
GRANT SELECT, INSERT ON lot_session TO {service}_work;
