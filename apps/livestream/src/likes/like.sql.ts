import type { Tx } from '#database/tx.js';
import type { LiveSessionId } from '#kernel/id.js';
import type { Status } from '../sessions/session.js';
import { BATCH_MAX, PER_SECOND_MAX, type Likes } from './like.js';

/** Counts what is new, for sessions on air; answers what each session is. */
export async function countLikes(tx: Tx, all: Likes[]): Promise<Map<LiveSessionId, Status>> {
  const rows = await tx.sql<{ liveSessionId: LiveSessionId; status: Status }>`
    WITH asked AS (
      SELECT s.company_id, s.live_session_id, s.status, a.person_id, a.likes_id, a.likes
      FROM unnest(${all.map((one) => one.liveSessionId)}::uuid[], ${all.map((one) => one.personId)}::uuid[],
                  ${all.map((one) => one.likesId)}::uuid[], ${all.map((one) => one.likes)}::int[])
        AS a (live_session_id, person_id, likes_id, likes)
      JOIN session_route r ON r.live_session_id = a.live_session_id
      JOIN live_session s ON s.company_id = r.company_id AND s.live_session_id = r.live_session_id),
    counted AS (
      INSERT INTO session_liker AS l (company_id, live_session_id, person_id, likes_id, likes)
      SELECT company_id, live_session_id, person_id, likes_id, likes FROM asked
      WHERE status IN ('LIVE', 'INTERRUPTED')
      ORDER BY company_id, live_session_id, person_id
      ON CONFLICT (company_id, live_session_id, person_id) DO UPDATE SET
        likes = l.likes + least(excluded.likes, ${BATCH_MAX}::int,
                                ceil(${PER_SECOND_MAX}::int * extract(epoch FROM clock_timestamp() - l.at))::bigint),
        likes_id = excluded.likes_id, at = clock_timestamp()
      WHERE l.likes_id <> excluded.likes_id)
    SELECT DISTINCT live_session_id AS "liveSessionId", status FROM asked`;
  return new Map(rows.map(({ liveSessionId, status }) => [liveSessionId, status]));
}

export const totalsOf = (tx: Tx, liveSessionIds: LiveSessionId[]) => tx.sql<{
  liveSessionId: LiveSessionId;
  total: bigint;
}>`
  SELECT r.live_session_id AS "liveSessionId", coalesce(sum(l.likes), 0)::bigint AS total
  FROM session_route r
  LEFT JOIN session_liker l ON l.company_id = r.company_id AND l.live_session_id = r.live_session_id
  WHERE r.live_session_id = ANY (${liveSessionIds}::uuid[])
  GROUP BY r.live_session_id`;
