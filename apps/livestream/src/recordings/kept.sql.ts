import type { Tx } from '#database/tx.js';
import type { LiveSessionId } from '#kernel/id.js';
import type { RecordingKey } from './recording.sql.js';

/** How many. Whoever puts a hold on one at the same moment comes before or after: the row is locked. */
export async function removeSome(tx: Tx, max: number): Promise<number> {
  const removed = await tx.sql`
    UPDATE recording SET removed_at = now()
    WHERE (company_id, recording_id) IN (
      SELECT company_id, recording_id FROM recording
      WHERE retain_until < now() AND NOT held AND removed_at IS NULL LIMIT ${max} FOR UPDATE SKIP LOCKED)
      AND NOT held AND removed_at IS NULL
    RETURNING recording_id`;
  return removed.length;
}

/** Whose bytes an edge is to delete. Told for a month: by then it has heard. */
export async function findRemoved(tx: Tx, edgeId: string): Promise<LiveSessionId[]> {
  const rows = await tx.sql<{ liveSessionId: LiveSessionId }>`
    SELECT live_session_id AS "liveSessionId" FROM recording
    WHERE edge_id = ${edgeId} AND removed_at > now() - interval '30 days' LIMIT 10000`;
  return rows.map(({ liveSessionId }) => liveSessionId);
}

export interface ToCheck extends RecordingKey {
  replayUrl: string;
  hashes: string[];
}

/** Takes one that was not looked at for a month, before others do. */
export async function takeToCheck(tx: Tx): Promise<ToCheck | undefined> {
  const [taken] = await tx.sql<ToCheck>`
    UPDATE recording r SET checked_at = now()
    WHERE (company_id, recording_id) IN (
      SELECT company_id, recording_id FROM recording
      WHERE integrity <> 'OPEN' AND removed_at IS NULL AND replay_url <> ''
        AND coalesce(checked_at, sealed_at) < now() - interval '30 days'
      ORDER BY checked_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING company_id AS "companyId", live_session_id AS "liveSessionId", recording_id AS "recordingId",
      replay_url AS "replayUrl",
      ARRAY(SELECT s.sha256 FROM recording_segment s
            WHERE s.company_id = r.company_id AND s.recording_id = r.recording_id ORDER BY n) AS hashes`;
  return taken;
}

/** Comes up again tomorrow: it could not be read. */
export async function checkAgainSoon(tx: Tx, { companyId, recordingId }: RecordingKey): Promise<void> {
  await tx.sql`
    UPDATE recording SET checked_at = now() - interval '29 days'
    WHERE company_id = ${companyId} AND recording_id = ${recordingId}`;
}
