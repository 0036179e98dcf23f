-- What a company takes for sending. A version is never changed: what was quoted by it can be told again.
CREATE TABLE freight_template (
  company_id          uuid NOT NULL,
  -- The greatest is in force.
  version             int NOT NULL CHECK (version > 0),
  -- The client's own id of this version.
  freight_template_id uuid NOT NULL,
  -- {tareG, zones: [{name, remote, regions, firstG, firstFen, furtherG, furtherFen, freeFromFen}],
  --  refused: [{regions, reason}]}
  terms               json NOT NULL,
  saved_by            uuid,
  saved_at            timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, version),
  UNIQUE (company_id, freight_template_id)
);
COMMENT ON TABLE freight_template IS 'company: what it takes for sending, and where to';
SELECT company_table('freight_template');
GRANT SELECT, INSERT ON freight_template TO {service}_app;
GRANT SELECT ON freight_template TO {service}_work;
