import { check } from '../check.js';

// An edge that was gone for good says nothing of an end; livestream waits for it that long, and a while more.
const PATIENCE = "interval '10 minutes'";
// Shorter, and an edge that died may not have had a single picture whole.
const A_SHOW = "interval '10 seconds'";
const CHAIN_START = "repeat('0', 64)";

/** What was recorded of live sessions, as it was told: the bytes themselves are read again by livestream, each month. */
export const recordings = [
  check(
    'Every segment of a sealed recording follows the one before it',
    'livestream',
    `SELECT company_id, recording_id, n FROM (
       SELECT s.*, row_number() OVER chain - 1 AS nth, lag(link, 1, ${CHAIN_START}) OVER chain AS link_before
       FROM recording_segment s WINDOW chain AS (PARTITION BY company_id, recording_id ORDER BY n)
     ) s JOIN recording r USING (company_id, recording_id)
     WHERE sealed_at < now() - make_interval(secs => $1)
       AND (n <> nth OR prev_sha256 <> link_before OR link <> encode(sha256(convert_to(
         concat_ws(E'\\n', prev_sha256, init_sha256, s.sha256), 'UTF8')), 'hex'))`,
  ),
  check(
    'A sealed recording is all of its segments up to its last link, also when its bytes are gone',
    'livestream',
    `SELECT company_id, recording_id, r.segments, s.segments AS had, r.bytes, s.bytes AS had_bytes, r.duration_ms,
       s.duration_ms AS had_ms, r.sha256, last_link
     FROM recording r LEFT JOIN (
       SELECT company_id, recording_id, count(*) AS segments, sum(bytes) AS bytes, sum(duration_ms) AS duration_ms,
         (array_agg(link ORDER BY n DESC))[1] AS last_link
       FROM recording_segment GROUP BY 1, 2
     ) s USING (company_id, recording_id)
     WHERE sealed_at < now() - make_interval(secs => $1)
       AND ((r.segments, r.bytes, r.sha256) IS DISTINCT FROM
           (coalesce(s.segments, 0), coalesce(s.bytes, 0), coalesce(last_link, ${CHAIN_START}))
         -- Each segment is told in whole milliseconds, the recording too.
         OR abs(r.duration_ms - coalesce(s.duration_ms, 0)) > r.segments)`,
  ),
  check(
    'Every stream that is over was recorded',
    'livestream',
    `SELECT company_id, live_session_id, p.edge_id, min(first_at) AS streamed_from, max(last_at) AS streamed_until
     FROM publish p JOIN session_stream s USING (company_id, live_session_id)
     LEFT JOIN recording r USING (company_id, live_session_id)
     WHERE s.state = 'OVER'
     GROUP BY company_id, live_session_id, p.edge_id
     HAVING count(*) FILTER (WHERE r.edge_id = p.edge_id AND sealed_at IS NOT NULL) = 0
       AND max(last_at) - min(first_at) > ${A_SHOW}
       AND (max(last_at) FILTER (WHERE end_reason <> 'TAKEN_OVER') < now() - make_interval(secs => $1)
         OR max(last_at) < now() - ${PATIENCE})`,
  ),
  check(
    'No recording is promised to be kept, or was kept, for less than three years',
    'livestream',
    `SELECT company_id, recording_id, sealed_at, retain_until, removed_at FROM recording
     WHERE retain_until < sealed_at + interval '3 years' OR removed_at < retain_until`,
  ),
  check(
    'No recording was removed while somebody held it',
    'livestream',
    // A moment's doubt about which of two came first.
    `SELECT company_id, recording_id, removed_at, hold_id FROM (
       SELECT DISTINCT ON (company_id, recording_id) company_id, recording_id, removed_at, hold_id, h.held
       FROM recording r JOIN recording_hold h USING (company_id, recording_id)
       WHERE said_at < removed_at - interval '10 seconds'
       ORDER BY company_id, recording_id, said_at DESC
     ) last WHERE held`,
  ),
  check(
    'A recording is held when somebody said so last',
    'livestream',
    `SELECT company_id, recording_id, r.held, last.held AS said FROM recording r LEFT JOIN (
       SELECT DISTINCT ON (company_id, recording_id) company_id, recording_id, held
       FROM recording_hold ORDER BY company_id, recording_id, said_at DESC
     ) last USING (company_id, recording_id)
     WHERE r.held <> coalesce(last.held, false)`,
  ),
  check(
    'What is kept of a recording is what was recorded',
    'livestream',
    `SELECT r.company_id, r.recording_id, integrity, max(t.at) AS since, array_agg(DISTINCT t.kind) AS troubles
     FROM recording r LEFT JOIN stream_trouble t USING (company_id, live_session_id, recording_id)
     WHERE integrity = 'BROKEN' GROUP BY r.company_id, r.recording_id, integrity`,
  ),
];
