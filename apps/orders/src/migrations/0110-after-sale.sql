-- Money that goes back because somebody asked for it, and how that is decided.

ALTER TABLE orders
  -- When it reached the buyer: the terms of claims and returns run from here.
  ADD COLUMN IF NOT EXISTS delivered_at timestamptz,
  -- Told so, the buyer agreed that fresh and made-to-order goods are not taken back.
  ADD COLUMN no_return_agreed boolean NOT NULL DEFAULT false,
  -- What it was before all its money had gone back: a refund may fail even then.
  ADD COLUMN refunded_from text,
  ADD CONSTRAINT refunded_from_something CHECK (status <> 'REFUNDED' OR refunded_from IS NOT NULL);

ALTER TABLE refund
  ADD COLUMN kind text NOT NULL DEFAULT 'STRAY'
    CHECK (kind IN ('STRAY', 'CANCELLATION', 'REQUEST', 'CLAIM', 'RETURN', 'WEIGHED', 'RECALL')),
  -- Of what was asked for: the same id with other content is refused.
  ADD COLUMN content_hash text NOT NULL DEFAULT '',
  ADD COLUMN photo_keys text[] NOT NULL DEFAULT '{}',
  -- Until then the company decides; null: there is nothing to decide any more.
  ADD COLUMN decide_by timestamptz,
  -- What its silence means.
  ADD COLUMN approve_by_default boolean NOT NULL DEFAULT false,
  ADD COLUMN decided_at timestamptz,
  -- Null: nobody, it was due at once or time decided.
  ADD COLUMN decided_by uuid,
  ADD COLUMN decision_reason text NOT NULL DEFAULT '',
  -- Of a return: the buyer's word that the goods are on their way, and with whom.
  ADD COLUMN goods_sent_at timestamptz,
  ADD COLUMN goods_tracking text NOT NULL DEFAULT '',
  DROP CONSTRAINT refund_status_check,
  ADD CONSTRAINT refund_status_check CHECK
    (status IN ('REQUESTED', 'PENDING', 'SUCCEEDED', 'FAILED', 'DECLINED', 'WITHDRAWN')),
  ADD CONSTRAINT only_what_is_requested_is_decided CHECK (decide_by IS NULL OR status = 'REQUESTED');
CREATE INDEX refund_open ON refund (company_id, requested_at, refund_id) WHERE decide_by IS NOT NULL;
CREATE INDEX refund_undecided ON refund (decide_by) WHERE decide_by IS NOT NULL;
CREATE INDEX refund_by_ref ON refund (ref) WHERE ref IS NOT NULL;

-- Which lines a refund takes its money from. Money that paid for nothing has none.
CREATE TABLE refund_line (
  company_id uuid NOT NULL,
  refund_id  uuid NOT NULL,
  order_id   uuid NOT NULL,
  line_no    int NOT NULL,
  -- Pieces given up; 0: money only.
  quantity   int NOT NULL CHECK (quantity >= 0),
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  -- Of these pieces, those that were never shipped and went back to their lots; as order_line.allocations.
  returned   jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (company_id, refund_id, line_no),
  FOREIGN KEY (company_id, refund_id) REFERENCES refund,
  FOREIGN KEY (company_id, order_id, line_no) REFERENCES order_line
);
COMMENT ON TABLE refund_line IS 'company: which lines money is given back for';
CREATE INDEX refund_line_by_order ON refund_line (company_id, order_id);

-- Whose a refund is, for whoever knows only its id.
CREATE TABLE refund_route (
  refund_id  uuid PRIMARY KEY,
  company_id uuid NOT NULL,
  order_id   uuid NOT NULL,
  buyer_id   uuid NOT NULL
);
COMMENT ON TABLE refund_route IS 'platform: which company a refund belongs to';

ALTER TABLE refund_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE refund_line FORCE ROW LEVEL SECURITY;
CREATE POLICY company ON refund_line TO {service}_app
  USING (company_id = nullif(current_setting('app.company', true), '')::uuid)
  WITH CHECK (company_id = nullif(current_setting('app.company', true), '')::uuid);
CREATE POLICY work ON refund_line TO {service}_work USING (true) WITH CHECK (true);
CREATE POLICY books ON refund_line FOR SELECT TO {service}_books USING (true);

GRANT SELECT ON refund_line TO {service}_app, {service}_books;
GRANT SELECT ON refund_route TO {service}_books;
GRANT SELECT, INSERT, UPDATE ON refund_line TO {service}_work;
GRANT SELECT, INSERT ON refund_route TO {service}_work;
