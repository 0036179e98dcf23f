import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, PersonId, RecordingId } from '#kernel/id.js';

export interface RecordingKey {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  recordingId: RecordingId;
}

export interface Segment {
  n: number;
  startsAt: Date;
  durationMs: number;
  bytes: bigint;
  sha256: string;
  initSha256: string;
  generation: number;
  prevSha256: string;
  link: string;
}

export interface Sealed {
  segments: number;
  bytes: bigint;
  durationMs: bigint;
  sha256: string;
  replayUrl: string;
  sealedAt: Date;
}

/** Makes it if there is none; it starts with the earliest that is heard of it. */
export async function openRecording(
  tx: Tx,
  { companyId, liveSessionId, recordingId }: RecordingKey,
  edgeId: string,
  startedAt: Date,
): Promise<void> {
  await tx.sql`
    INSERT INTO recording AS r (company_id, live_session_id, recording_id, edge_id, started_at)
    VALUES (${companyId}, ${liveSessionId}, ${recordingId}, ${edgeId}, ${startedAt})
    ON CONFLICT (company_id, recording_id) DO UPDATE SET started_at = least(r.started_at, EXCLUDED.started_at)`;
}

/** The numbers of those that were there before with other content. */
export async function addSegments(tx: Tx, { companyId, recordingId }: RecordingKey, segments: Segment[]) {
  const rows = await tx.sql<{ n: number }>`
    WITH told AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(segments.map(asJson))}::jsonb)
        AS t (n int, starts_at timestamptz, duration_ms int, bytes bigint, sha256 text, init_sha256 text,
              generation int, prev_sha256 text, link text)),
    added AS (
      INSERT INTO recording_segment (company_id, recording_id, n, starts_at, duration_ms, bytes, sha256, init_sha256,
                                     generation, prev_sha256, link)
      SELECT ${companyId}, ${recordingId}, n, starts_at, duration_ms, bytes, sha256, init_sha256, generation,
             prev_sha256, link
      FROM told ORDER BY n ON CONFLICT DO NOTHING)
    SELECT n FROM told JOIN recording_segment s USING (n)
    WHERE s.company_id = ${companyId} AND s.recording_id = ${recordingId} AND s.link <> told.link`;
  return rows.map(({ n }) => n);
}

const asJson = (segment: Segment) => ({
  n: segment.n,
  starts_at: segment.startsAt.toISOString(),
  duration_ms: segment.durationMs,
  bytes: segment.bytes.toString(),
  sha256: segment.sha256,
  init_sha256: segment.initSha256,
  generation: segment.generation,
  prev_sha256: segment.prevSha256,
  link: segment.link,
});

/** Which of some segments do not follow the one before them, as far as that one is known. */
export async function findBreaks(
  tx: Tx,
  { companyId, recordingId }: RecordingKey,
  { from, until, start }: { from: number; until: number; start: string },
): Promise<number[]> {
  const rows = await tx.sql<{ n: number }>`
    SELECT s.n FROM recording_segment s
    LEFT JOIN recording_segment b
      ON b.company_id = s.company_id AND b.recording_id = s.recording_id AND b.n = s.n - 1
    WHERE s.company_id = ${companyId} AND s.recording_id = ${recordingId} AND s.n BETWEEN ${from} AND ${until}
      AND s.prev_sha256 <> CASE WHEN s.n = 0 THEN ${start} ELSE coalesce(b.link, s.prev_sha256) END
    ORDER BY s.n LIMIT 100`;
  return rows.map(({ n }) => n);
}

export async function sealRecording(tx: Tx, { companyId, recordingId }: RecordingKey, sealed: Sealed): Promise<void> {
  const { segments, bytes, durationMs, sha256, replayUrl, sealedAt } = sealed;
  await tx.sql`
    UPDATE recording SET sealed_at = ${sealedAt}, segments = ${segments}, bytes = ${bytes}, duration_ms = ${durationMs},
      sha256 = ${sha256}, replay_url = ${replayUrl}, retain_until = ${sealedAt}::timestamptz + interval '3 years'
    WHERE company_id = ${companyId} AND recording_id = ${recordingId} AND sealed_at IS NULL`;
}

export interface Counted {
  liveSessionId: LiveSessionId;
  sealedAt: Date;
  segments: number;
  bytes: bigint;
  sha256: string;
  /** What is there of it. */
  hadSegments: number;
  hadBytes: bigint;
  lastLink: string | null;
}

/** A sealed recording whose integrity is open, with what is there of it. */
export async function countSealed(tx: Tx, { companyId, recordingId }: Omit<RecordingKey, 'liveSessionId'>) {
  const [counted] = await tx.sql<Counted>`
    SELECT live_session_id AS "liveSessionId", sealed_at AS "sealedAt", segments, bytes, sha256,
           s.segments_there AS "hadSegments", s.bytes_there AS "hadBytes",
           (SELECT link FROM recording_segment l
            WHERE l.company_id = r.company_id AND l.recording_id = r.recording_id AND l.n = r.segments - 1) AS "lastLink"
    FROM recording r, LATERAL (
      SELECT count(*)::int AS segments_there, coalesce(sum(bytes), 0)::bigint AS bytes_there
      FROM recording_segment s WHERE s.company_id = r.company_id AND s.recording_id = r.recording_id) AS s
    WHERE r.company_id = ${companyId} AND r.recording_id = ${recordingId}
      AND sealed_at IS NOT NULL AND integrity <> 'WHOLE'`;
  return counted;
}

export async function setIntegrity(
  tx: Tx,
  { companyId, recordingId }: Omit<RecordingKey, 'liveSessionId'>,
  integrity: 'WHOLE' | 'BROKEN',
): Promise<void> {
  await tx.sql`
    UPDATE recording SET integrity = ${integrity} WHERE company_id = ${companyId} AND recording_id = ${recordingId}`;
}

/** Sealed a while ago, and segments are still missing. */
export const findUnsettled = (tx: Tx, max: number) => tx.sql<RecordingKey>`
  SELECT company_id AS "companyId", live_session_id AS "liveSessionId", recording_id AS "recordingId"
  FROM recording WHERE integrity = 'OPEN' AND sealed_at < now() - interval '10 minutes' LIMIT ${max}`;

/** A session is sealed when it is over and everything that was recorded of it is. */
export async function sealSession(
  tx: Tx,
  { companyId, liveSessionId }: Omit<RecordingKey, 'recordingId'>,
): Promise<boolean> {
  const sealed = await tx.sql`
    UPDATE live_session s SET status = 'SEALED'
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND status = 'ENDED'
      AND EXISTS (SELECT FROM recording r
                  WHERE r.company_id = s.company_id AND r.live_session_id = s.live_session_id)
      AND NOT EXISTS (SELECT FROM recording r
                      WHERE r.company_id = s.company_id AND r.live_session_id = s.live_session_id AND sealed_at IS NULL)
    RETURNING status`;
  return sealed.length > 0;
}

export interface Replayable {
  companyId: CompanyId;
  recordingId: RecordingId;
  replayUrl: string;
  durationMs: bigint;
}

/** The longest that is there of a session that is over. */
export async function findReplay(tx: Tx, liveSessionId: LiveSessionId): Promise<Replayable | undefined> {
  const [found] = await tx.sql<Replayable>`
    SELECT r.company_id AS "companyId", r.recording_id AS "recordingId", r.replay_url AS "replayUrl",
           r.duration_ms AS "durationMs"
    FROM session_route o
    JOIN live_session s ON s.company_id = o.company_id AND s.live_session_id = o.live_session_id
    JOIN recording r ON r.company_id = s.company_id AND r.live_session_id = s.live_session_id
    WHERE o.live_session_id = ${liveSessionId} AND s.status IN ('ENDED', 'SEALED')
      AND r.sealed_at IS NOT NULL AND r.removed_at IS NULL AND r.replay_url <> ''
    ORDER BY r.duration_ms DESC, r.recording_id LIMIT 1`;
  return found;
}

/** When each segment of a recording began, and how long it is: in order, as two columns. */
export async function findTimes(tx: Tx, { companyId, recordingId }: Omit<RecordingKey, 'liveSessionId'>) {
  const [times] = await tx.sql<{ startsMs: string[]; durationsMs: number[] }>`
    SELECT coalesce(array_agg((extract(epoch FROM starts_at) * 1000)::bigint::text ORDER BY n), '{}') AS "startsMs",
           coalesce(array_agg(duration_ms ORDER BY n), '{}') AS "durationsMs"
    FROM recording_segment WHERE company_id = ${companyId} AND recording_id = ${recordingId}`;
  return (times?.durationsMs ?? []).map((durationMs, at) => ({ startsMs: Number(times?.startsMs[at]), durationMs }));
}

export interface ShownRecording extends RecordingKey {
  title: string;
  startedAt: Date;
  sealedAt: Date | null;
  segments: number | null;
  bytes: bigint | null;
  durationMs: bigint | null;
  sha256: string | null;
  integrity: 'OPEN' | 'WHOLE' | 'BROKEN';
  checkedAt: Date | null;
  retainUntil: Date | null;
  held: boolean;
  holdReason: string;
  removedAt: Date | null;
  replayUrl: string;
  /** Where it stands in the list. */
  micros: string;
}

/** One of them, or a page: the latest first. */
export const listRecordings = (
  tx: Tx,
  { companyId, liveSessionId, recordingId }: { [K in keyof RecordingKey]: RecordingKey[K] | null },
  after: { micros: string; recordingId: string } | undefined,
  rows: number,
) => tx.sql<ShownRecording>`
  SELECT r.company_id AS "companyId", r.live_session_id AS "liveSessionId", r.recording_id AS "recordingId", s.title,
         r.started_at AS "startedAt", r.sealed_at AS "sealedAt", r.segments, r.bytes, r.duration_ms AS "durationMs",
         r.sha256, r.integrity, r.checked_at AS "checkedAt", r.retain_until AS "retainUntil", r.held,
         r.hold_reason AS "holdReason", r.removed_at AS "removedAt", r.replay_url AS "replayUrl",
         (extract(epoch FROM r.started_at) * 1000000)::bigint::text AS micros
  FROM recording r JOIN live_session s USING (company_id, live_session_id)
  WHERE r.company_id = ${companyId}
    AND (${liveSessionId}::uuid IS NULL OR r.live_session_id = ${liveSessionId}::uuid)
    AND (${recordingId}::uuid IS NULL OR r.recording_id = ${recordingId}::uuid)
    AND (r.started_at, r.recording_id) < (
      coalesce(timestamptz 'epoch' + ${after?.micros ?? null}::bigint * interval '1 microsecond', 'infinity'),
      coalesce(${after?.recordingId ?? null}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  ORDER BY r.started_at DESC, r.recording_id DESC LIMIT ${rows}`;

export interface Held {
  holdId: string;
  held: boolean;
  reason: string;
}

/** Locks the recording. Undefined: the company has no such recording. */
export async function lockRecording(tx: Tx, companyId: CompanyId, recordingId: RecordingId) {
  const [found] = await tx.sql<{ liveSessionId: LiveSessionId }>`
    SELECT live_session_id AS "liveSessionId" FROM recording
    WHERE company_id = ${companyId} AND recording_id = ${recordingId} FOR UPDATE`;
  return found;
}

export async function findHold(tx: Tx, companyId: CompanyId, recordingId: RecordingId, holdId: string) {
  const [hold] = await tx.sql<Held>`
    SELECT hold_id AS "holdId", held, reason FROM recording_hold
    WHERE company_id = ${companyId} AND recording_id = ${recordingId} AND hold_id = ${holdId}`;
  return hold;
}

/** Under the recording's lock. */
export async function addHold(
  tx: Tx,
  { companyId, recordingId }: Omit<RecordingKey, 'liveSessionId'>,
  { holdId, held, reason }: Held,
  by: PersonId,
): Promise<void> {
  await tx.sql`
    INSERT INTO recording_hold (company_id, recording_id, hold_id, held, reason, said_by)
    VALUES (${companyId}, ${recordingId}, ${holdId}, ${held}, ${reason}, ${by})`;
  await tx.sql`
    UPDATE recording SET held = ${held}, hold_reason = ${held ? reason : ''}
    WHERE company_id = ${companyId} AND recording_id = ${recordingId}`;
}
