-- A table that came from outside, read and not yet applied, or applied.
CREATE TABLE import (
  company_id  uuid NOT NULL,
  import_id   uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('PRODUCTS', 'STOCK')),
  upload_key  text NOT NULL,
  -- Of the file: the same file is applied once.
  sha256      text NOT NULL,
  encoding    text NOT NULL,
  -- Null until all rows are read.
  rows        int,
  imported_by uuid NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  applied_at  timestamptz,
  PRIMARY KEY (company_id, import_id)
);
COMMENT ON TABLE import IS 'company: tables it brought in';
CREATE UNIQUE INDEX import_applied_once ON import (company_id, kind, sha256) WHERE applied_at IS NOT NULL;
CREATE INDEX import_age ON import (created_at);
SELECT company_table('import');
GRANT SELECT, INSERT, UPDATE ON import TO {service}_app, {service}_work;

-- What its rows say, as far as they could be read, and what is wrong with them: [{column, reason}]. Gone after a week.
CREATE TABLE import_row (
  company_id uuid NOT NULL,
  import_id  uuid NOT NULL,
  row_no     int NOT NULL,
  content    jsonb,
  faults     jsonb NOT NULL,
  PRIMARY KEY (company_id, import_id, row_no),
  FOREIGN KEY (company_id, import_id) REFERENCES import,
  CONSTRAINT faulty_or_said_something CHECK (content IS NOT NULL OR faults <> '[]')
);
COMMENT ON TABLE import_row IS 'company: rows of tables that wait to be applied';
CREATE INDEX import_row_faulty ON import_row (company_id, import_id, row_no) WHERE faults <> '[]';
SELECT company_table('import_row');
GRANT SELECT, INSERT, UPDATE, DELETE ON import_row TO {service}_app, {service}_work;
