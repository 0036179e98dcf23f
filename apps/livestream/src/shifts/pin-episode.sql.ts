import type { Tx } from '#database/tx.js';
import { EpisodeId, type CompanyId, type LiveSessionId, type PersonId, type SkuId } from '#kernel/id.js';

interface SessionKey {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

/** Who pinned, and on what; nobody where it came to pass. */
export interface Pinner {
  personId: PersonId | null;
  device: string;
}

/**
 * Under the session's lock, after what is pinned has changed: what was pinned before ends, what is pinned now begins. The
 * same again is no new episode. Which one has begun, if one has.
 */
export async function turnEpisode(
  tx: Tx,
  { companyId, liveSessionId }: SessionKey,
  skuId: SkuId | null,
  { personId, device }: Pinner = { personId: null, device: '' },
): Promise<EpisodeId | undefined> {
  await tx.sql`
    UPDATE pin_episode SET ends_at = greatest(clock_timestamp(), starts_at)
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND ends_at IS NULL
      AND sku_id IS DISTINCT FROM ${skuId}::uuid`;
  if (skuId === null) return undefined;
  const [begun] = await tx.sql<{ episodeId: EpisodeId }>`
    INSERT INTO pin_episode (company_id, live_session_id, episode_id, sku_id, starts_at, pinned_by, device)
    SELECT ${companyId}, ${liveSessionId}, ${EpisodeId.new()}, ${skuId}, greatest(clock_timestamp(), max(ends_at)),
           ${personId}, ${device}
    FROM pin_episode WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
    HAVING count(*) FILTER (WHERE ends_at IS NULL) = 0
    RETURNING episode_id AS "episodeId"`;
  return begun?.episodeId;
}

/** What was pinned in a session from when to when, in the order of time. */
export const findEpisodes = (tx: Tx, { companyId, liveSessionId }: SessionKey, max: number) => tx.sql<{
  skuId: SkuId;
  startsAt: Date;
  endsAt: Date | null;
}>`
  SELECT sku_id AS "skuId", starts_at AS "startsAt", ends_at AS "endsAt"
  FROM pin_episode WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
  ORDER BY starts_at, episode_id LIMIT ${max}`;
