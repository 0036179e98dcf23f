CREATE FUNCTION sums_to_zero(amounts bigint[]) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  amount bigint;
  total  bigint := 0;
BEGIN
  FOREACH amount IN ARRAY amounts LOOP
    total := total + amount;
  END LOOP;
  RETURN total = 0;
END $$;

-- One row per entry, its legs as arrays of one length: several times faster than a row per leg, and a CHECK holds where
-- triggers can be switched off. Log leaves, when they come, are made of these rows as they are.
CREATE TABLE journal (
  company_id  uuid     NOT NULL,
  -- Derived from ref, so that the key refuses the same entry made twice.
  journal_id  uuid     NOT NULL,
  kind        text     NOT NULL
    CHECK (kind IN ('order_paid', 'order_refunded', 'lot_bought', 'payment_stray', 'payment_returned')),
  -- What it stands for: "order_paid:<orderId>".
  ref         text     NOT NULL,
  order_id    uuid,
  currency    text     NOT NULL DEFAULT 'CNY' CHECK (currency = 'CNY'),
  -- Positive amounts are owed to the account.
  accounts    text[]   NOT NULL,
  amounts     bigint[] NOT NULL,
  -- Which line a leg belongs to, as its place in line_ids from 1; null for none.
  line_nos    smallint[] NOT NULL,
  -- Whether a refund takes the leg back; what is not taken back, the company bears.
  refundable  boolean[] NOT NULL,
  -- The order's lines, and the rule that split each.
  line_ids    uuid[]   NOT NULL,
  rule_ids    uuid[]   NOT NULL,
  -- What was split, without a word about the person who paid, so that anybody can execute the split again.
  input       json,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  -- The sequencer takes rows whose transaction can no longer be undone, in this order.
  xid         xid8     NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (company_id, journal_id),
  CONSTRAINT legs_sum_to_zero CHECK (sums_to_zero(amounts)),
  CONSTRAINT legs_are_whole CHECK (
    cardinality(accounts) = cardinality(amounts) AND cardinality(line_nos) = cardinality(amounts)
    AND cardinality(refundable) = cardinality(amounts) AND cardinality(rule_ids) = cardinality(line_ids)
    AND array_position(accounts, NULL) IS NULL AND array_position(amounts, NULL) IS NULL
    AND array_position(refundable, NULL) IS NULL)
);
COMMENT ON TABLE journal IS 'company: every movement of money, written once';
CREATE INDEX journal_sequence ON journal (xid, journal_id);
CREATE INDEX journal_order ON journal (order_id) WHERE order_id IS NOT NULL;

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON journal TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON journal TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON journal FOR SELECT TO {service}_books USING (true);
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE journal ENABLE ALWAYS TRIGGER never_changed;
GRANT SELECT ON journal TO {service}_app, {service}_books;
GRANT SELECT, INSERT ON journal TO {service}_work;

-- A refund that came before its order; applied when the order comes.
CREATE TABLE parked_refund (
  company_id uuid   NOT NULL,
  refund_id  uuid   NOT NULL,
  order_id   uuid   NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  parked_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, refund_id)
);
COMMENT ON TABLE parked_refund IS 'company: refunds whose order is not in the books yet';
CREATE INDEX parked_refund_order ON parked_refund (order_id);

-- What a person must look into.
CREATE TABLE warning (
  company_id    uuid NOT NULL,
  code          text NOT NULL,
  -- What it is about: "order:<orderId>".
  subject       text NOT NULL,
  detail        text NOT NULL,
  -- Who has to act: the mandate or service that can.
  owner         text NOT NULL,
  opened_at     timestamptz NOT NULL DEFAULT now(),
  due_at        timestamptz NOT NULL,
  closed_at     timestamptz,
  closed_reason text,
  PRIMARY KEY (company_id, code, subject),
  CHECK ((closed_at IS NULL) = (closed_reason IS NULL))
);
COMMENT ON TABLE warning IS 'company: money that waits in suspense and other trouble somebody must look into';
CREATE INDEX warning_open ON warning (due_at) WHERE closed_at IS NULL;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['parked_refund', 'warning'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY company ON %I TO {service}_app
      USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
      WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid)$p$, t);
    EXECUTE format('CREATE POLICY work ON %I TO {service}_work USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY books ON %I FOR SELECT TO {service}_books USING (true)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON parked_refund TO {service}_work;
GRANT SELECT, INSERT, UPDATE ON warning TO {service}_work;
GRANT SELECT ON parked_refund, warning TO {service}_app, {service}_books;
