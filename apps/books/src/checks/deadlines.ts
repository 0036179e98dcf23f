import { check, type Service } from '../check.js';

// Sweepers look every few seconds and try again for as long; this much later somebody has been forgotten.
const GRACE = "interval '60 seconds'";
// An outage at the provider may keep these open; after ten minutes a person is warned, and so are we.
const PATIENCE = "interval '10 minutes'";

const nobodyLate = (what: string, service: Service, table: string, columns: string, late: string) =>
  check(`No ${what} is late`, service, `SELECT company_id, ${columns} FROM ${table} WHERE ${late}`);

/** Nothing stays in a middle state past its deadline. */
export const deadlines = [
  nobodyLate(
    'order that waits for payment',
    'orders',
    'orders',
    'order_id, status, expires_at',
    `status = 'AWAITING_PAYMENT' AND expires_at < now() - ${GRACE}`,
  ),
  nobodyLate(
    'expiring order',
    'orders',
    'orders',
    'order_id, status, expiring_since',
    `status = 'EXPIRING' AND expiring_since < now() - ${PATIENCE}`,
  ),
  nobodyLate('order to be looked at', 'orders', 'orders', 'order_id, status, due_at', `due_at < now() - ${GRACE}`),
  nobodyLate(
    'order to be completed',
    'orders',
    'orders',
    'order_id, status, complete_at',
    `status = 'SHIPPED' AND complete_at < now() - ${GRACE}`,
  ),
  nobodyLate(
    'reallocation that may or may not have moved',
    'orders',
    'reallocation',
    'order_id, reallocation_id, asked_at',
    `status = 'ASKED' AND asked_at < now() - ${PATIENCE}`,
  ),
  nobodyLate(
    'reallocation that waits for its order',
    'attribution',
    'parked_reallocation',
    'reallocation_id, order_id, parked_at',
    `parked_at < now() - ${PATIENCE}`,
  ),
  nobodyLate(
    'weighing that waits for its order',
    'attribution',
    'parked_weighing',
    'weighing_id, order_id, parked_at',
    `parked_at < now() - ${PATIENCE}`,
  ),
  nobodyLate(
    'payment being created',
    'orders',
    'payment',
    'order_id, payment_id, status, created_at',
    `status = 'CREATING' AND created_at < now() - ${PATIENCE}`,
  ),
  nobodyLate(
    'refund',
    'orders',
    'refund',
    'order_id, refund_id, status, requested_at, decided_at',
    `(status = 'PENDING' OR (status = 'REQUESTED' AND decide_by IS NULL))
       AND coalesce(decided_at, requested_at) < now() - ${PATIENCE}`,
  ),
  nobodyLate(
    'refund to be decided',
    'orders',
    'refund',
    'order_id, refund_id, status, decide_by',
    `decide_by < now() - ${GRACE}`,
  ),
  check(
    'No word of the provider waits',
    'orders',
    `SELECT provider, event_id, type, ref, received_at, tries FROM provider_event
     WHERE processed_at IS NULL AND received_at < now() - ${GRACE}`,
  ),
  nobodyLate(
    'provisional hold',
    'catalog',
    'hold',
    'hold_id, status, expires_at',
    `status = 'PROVISIONAL' AND expires_at < now() - ${GRACE}`,
  ),
  nobodyLate(
    'flash offer past its end',
    'catalog',
    'flash_offer',
    'offer_id, ends_at',
    `closed_at IS NULL AND ends_at < now() - ${GRACE}`,
  ),
  nobodyLate(
    'flash offer between two states',
    'livestream',
    'flash_offer',
    'offer_id, status, status_at',
    `status IN ('STARTING', 'STOPPING') AND status_at < now() - ${GRACE}`,
  ),
  nobodyLate(
    'flash offer the session still shows',
    'livestream',
    'flash_offer',
    'offer_id, status, ends_at',
    `status = 'OPEN' AND ends_at < now() - ${GRACE}`,
  ),
  nobodyLate(
    'session that catalog has not heard of',
    'livestream',
    'live_session',
    'live_session_id, version, offers_version_told, version_at',
    `version > offers_version_told AND version_at < now() - ${GRACE}`,
  ),
  nobodyLate(
    'recording to be compared with what was told of it',
    'livestream',
    'recording',
    'recording_id, sealed_at, integrity',
    `integrity = 'OPEN' AND sealed_at < now() - interval '10 minutes' - ${PATIENCE}`,
  ),
  // One in ten minutes is read, each after thirty days.
  nobodyLate(
    'recording to be read again',
    'livestream',
    'recording',
    'recording_id, sealed_at, checked_at',
    `removed_at IS NULL AND replay_url <> '' AND coalesce(checked_at, sealed_at) < now() - interval '40 days'`,
  ),
  nobodyLate(
    'recording to be removed',
    'livestream',
    'recording',
    'recording_id, retain_until',
    `removed_at IS NULL AND NOT held AND retain_until < now() - interval '1 day'`,
  ),
  nobodyLate(
    'refund that waits for its order',
    'attribution',
    'parked_refund',
    'refund_id, order_id, parked_at',
    `parked_at < now() - ${PATIENCE}`,
  ),
  nobodyLate(
    'failed refund that waits for its refund',
    'attribution',
    'parked_failure',
    'refund_id, order_id, parked_at',
    `parked_at < now() - ${PATIENCE}`,
  ),
];
