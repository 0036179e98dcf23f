-- Money from outside, and back.

CREATE TABLE payment (
  company_id      uuid NOT NULL,
  payment_id      uuid NOT NULL,
  order_id        uuid NOT NULL,
  provider        text NOT NULL,
  -- CREATING: the provider may or may not know of it. Moves forward only; money that came is never unsaid.
  status          text NOT NULL DEFAULT 'CREATING' CHECK (status IN
    ('CREATING', 'PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  amount_fen      bigint NOT NULL CHECK (amount_fen > 0),
  -- What the provider says has come.
  received_fen    bigint NOT NULL DEFAULT 0 CHECK (received_fen >= 0),
  -- Money that paid for nothing: it came late, twice, or was another amount. Undecided: it came late, and whether the
  -- goods can still be had is being asked.
  stray           text CHECK (stray IN ('undecided', 'late', 'double', 'mismatch')),
  -- Stands here before the provider is asked, so that asking again asks for the same thing.
  idempotency_key text NOT NULL,
  client_secret   text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  succeeded_at    timestamptz,
  -- When somebody must look whether the provider knows of it; null: it is not CREATING.
  due_at          timestamptz,
  PRIMARY KEY (company_id, payment_id),
  FOREIGN KEY (company_id, order_id) REFERENCES orders,
  CONSTRAINT success_has_its_time CHECK ((status = 'SUCCEEDED') = (succeeded_at IS NOT NULL)),
  CONSTRAINT only_money_strays CHECK (stray IS NULL OR status = 'SUCCEEDED')
) WITH (fillfactor = 60);
COMMENT ON TABLE payment IS 'company: payments asked for';
CREATE INDEX payment_by_order ON payment (company_id, order_id);
CREATE INDEX payment_due ON payment (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE refund (
  company_id      uuid NOT NULL,
  refund_id       uuid NOT NULL,
  order_id        uuid NOT NULL,
  payment_id      uuid NOT NULL,
  amount_fen      bigint NOT NULL CHECK (amount_fen > 0),
  -- late, double, mismatch
  reason          text NOT NULL,
  status          text NOT NULL DEFAULT 'REQUESTED' CHECK (status IN ('REQUESTED', 'PENDING', 'SUCCEEDED', 'FAILED')),
  -- Both stand here before the provider is asked.
  provider        text NOT NULL,
  idempotency_key text NOT NULL,
  -- The provider's own id of the refund.
  ref             text,
  requested_at    timestamptz NOT NULL DEFAULT now(),
  finished_at     timestamptz,
  due_at          timestamptz DEFAULT now(),
  PRIMARY KEY (company_id, refund_id),
  FOREIGN KEY (company_id, payment_id) REFERENCES payment
);
COMMENT ON TABLE refund IS 'company: money given back';
CREATE INDEX refund_by_order ON refund (company_id, order_id);
CREATE INDEX refund_due ON refund (due_at) WHERE due_at IS NOT NULL;

-- Whose a payment is, for whoever knows only its id, or the provider's.
CREATE TABLE provider_ref (
  payment_id uuid PRIMARY KEY,
  company_id uuid NOT NULL,
  order_id   uuid NOT NULL,
  provider   text NOT NULL,
  -- The provider's own id; null until it answered.
  ref        text,
  UNIQUE (provider, ref)
) WITH (fillfactor = 60);
COMMENT ON TABLE provider_ref IS 'platform: which company a payment at a provider belongs to';

-- What a provider told. Only a hint: its object is fetched before anything is believed.
CREATE TABLE provider_event (
  provider     text NOT NULL,
  event_id     text NOT NULL,
  type         text NOT NULL,
  -- Of the object it happened to.
  ref          text NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT now(),
  processed_at timestamptz,
  tries        int NOT NULL DEFAULT 0,
  -- Null: processed.
  due_at       timestamptz,
  PRIMARY KEY (provider, event_id)
);
COMMENT ON TABLE provider_event IS 'platform: what payment providers told';
CREATE INDEX provider_event_due ON provider_event (due_at) WHERE due_at IS NOT NULL;

ALTER TABLE payment ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON payment TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON payment TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON payment FOR SELECT TO {service}_books USING (true);

ALTER TABLE refund ENABLE ROW LEVEL SECURITY;
ALTER TABLE refund FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON refund TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON refund TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON refund FOR SELECT TO {service}_books USING (true);

GRANT SELECT ON payment, refund TO {service}_app, {service}_books;
GRANT SELECT ON provider_ref, provider_event TO {service}_books;
GRANT SELECT, INSERT, UPDATE ON payment, refund, provider_ref, provider_event TO {service}_work;
