CREATE TABLE college (
  college_id uuid PRIMARY KEY,
  name       text NOT NULL
);
COMMENT ON TABLE college IS 'platform: colleges';

CREATE TABLE incubator (
  incubator_id uuid PRIMARY KEY,
  college_id   uuid NOT NULL REFERENCES college,
  name         text NOT NULL
);
COMMENT ON TABLE incubator IS 'platform: incubators of colleges';

CREATE TABLE company (
  company_id   uuid PRIMARY KEY,
  incubator_id uuid NOT NULL REFERENCES incubator,
  name         text NOT NULL,
  founded_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE company IS 'platform: student companies';
CREATE INDEX company_incubator ON company (incubator_id);

-- Days are of Asia/Shanghai and inclusive. A row is never deleted: whoever once held a role may not check the books.
CREATE TABLE membership (
  membership_id uuid PRIMARY KEY,
  person_id     uuid   NOT NULL REFERENCES person,
  company_id    uuid   NOT NULL REFERENCES company,
  roles         text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['owner', 'seller', 'packer', 'host']),
  starts_on     date   NOT NULL,
  ends_on       date   CHECK (ends_on >= starts_on)
);
COMMENT ON TABLE membership IS 'person: which roles somebody has in a company, and when';
CREATE INDEX membership_person ON membership (person_id, company_id);

CREATE TABLE mandate (
  mandate_id   uuid PRIMARY KEY,
  person_id    uuid NOT NULL REFERENCES person,
  incubator_id uuid NOT NULL REFERENCES incubator,
  role         text NOT NULL CHECK (role IN ('mentor', 'college_admin')),
  starts_on    date NOT NULL,
  ends_on      date CHECK (ends_on >= starts_on)
);
COMMENT ON TABLE mandate IS 'person: who answers for an incubator, and when';
CREATE INDEX mandate_person ON mandate (person_id);

GRANT SELECT, INSERT, UPDATE ON college, incubator, company, membership, mandate TO {service}_work;
GRANT SELECT ON college, incubator, company TO {service}_books;
