-- What a provider does with our money besides taking and giving it: fees, disputes, and its own account of all that.

-- payment, refund, dispute, other: which of its objects an event tells of.
ALTER TABLE provider_event ADD COLUMN kind text NOT NULL DEFAULT 'payment';

CREATE TABLE dispute (
  company_id       uuid NOT NULL,
  dispute_id       uuid NOT NULL,
  order_id         uuid NOT NULL,
  payment_id       uuid NOT NULL,
  provider         text NOT NULL,
  -- The provider's own id.
  ref              text NOT NULL,
  -- OPEN: nothing has moved. HELD: the money was taken until it is decided.
  status           text NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'HELD', 'WON', 'LOST')),
  held_fen         bigint NOT NULL DEFAULT 0 CHECK (held_fen >= 0),
  opened_at        timestamptz NOT NULL DEFAULT now(),
  ended_at         timestamptz,
  -- When somebody must ask how it stands; null: it has ended.
  due_at           timestamptz DEFAULT now(),
  PRIMARY KEY (company_id, dispute_id),
  FOREIGN KEY (company_id, payment_id) REFERENCES payment,
  CONSTRAINT end_has_its_time CHECK ((status IN ('WON', 'LOST')) = (ended_at IS NOT NULL))
);
COMMENT ON TABLE dispute IS 'company: payments that a buyer’s bank took back, and what became of them';
CREATE INDEX dispute_by_order ON dispute (company_id, order_id);
CREATE INDEX dispute_due ON dispute (due_at) WHERE due_at IS NOT NULL;

ALTER TABLE dispute ENABLE ROW LEVEL SECURITY;
ALTER TABLE dispute FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON dispute TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON dispute TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON dispute FOR SELECT TO {service}_books USING (true);

-- The provider's account of our money, line by line, as the provider tells it.
CREATE TABLE provider_entry (
  provider    text NOT NULL,
  -- The provider's own id of the line.
  ref         text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('charge', 'refund', 'dispute', 'other')),
  type        text NOT NULL,
  payment_ref text,
  -- Whose it is, once we know the payment; null for what belongs to no order, a payout to our bank for one.
  company_id  uuid,
  order_id    uuid,
  payment_id  uuid,
  amount_fen  bigint NOT NULL,
  fee_fen     bigint NOT NULL,
  happened_at timestamptz NOT NULL,
  -- When its fee must be told to the ledger; null: it was, or there is none.
  fee_due_at  timestamptz,
  -- When its order's sum must be compared with the ledger; null: often enough.
  compare_at  timestamptz,
  PRIMARY KEY (provider, ref)
);
COMMENT ON TABLE provider_entry IS 'platform: our account with a payment provider, as the provider keeps it';
CREATE INDEX provider_entry_newest ON provider_entry (provider, happened_at);
CREATE INDEX provider_entry_by_order ON provider_entry (company_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX provider_entry_of_nobody ON provider_entry (happened_at)
  WHERE payment_id IS NULL AND payment_ref IS NOT NULL;
CREATE INDEX provider_entry_fee_due ON provider_entry (fee_due_at) WHERE fee_due_at IS NOT NULL;
CREATE INDEX provider_entry_compare ON provider_entry (compare_at) WHERE compare_at IS NOT NULL;

-- Money we believe in and the provider may not: looked for by time.
CREATE INDEX payment_succeeded ON payment (succeeded_at) WHERE status = 'SUCCEEDED' AND provider <> 'sandbox';

GRANT SELECT ON dispute TO {service}_app, {service}_books;
GRANT SELECT ON provider_entry TO {service}_books;
GRANT SELECT, INSERT, UPDATE ON dispute, provider_entry TO {service}_work;
