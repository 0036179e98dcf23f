import type { Tx } from '#database/tx.js';
import type { CompanyId, EpisodeId, LiveSessionId, SkuId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { endDuty } from '../shifts/duty.sql.js';
import { turnEpisode, type Pinner } from '../shifts/pin-episode.sql.js';
import type { Session } from './session.js';

/** The company that has this id; ids are made by clients, and the first one keeps it. */
export async function claimRoute(tx: Tx, { liveSessionId, companyId }: Session): Promise<CompanyId> {
  await tx.sql`
    INSERT INTO session_route (live_session_id, company_id) VALUES (${liveSessionId}, ${companyId})
    ON CONFLICT DO NOTHING`;
  const [route] = await tx.sql<{ companyId: CompanyId }>`
    SELECT company_id AS "companyId" FROM session_route WHERE live_session_id = ${liveSessionId}`;
  return route?.companyId ?? companyId;
}

export async function findSession(tx: Tx, companyId: CompanyId, liveSessionId: LiveSessionId) {
  const [session] = await tx.sql<Session>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", account_id AS "accountId", title, status,
           starts_at AS "startsAt", pinned_sku_id AS "pinnedSkuId"
    FROM live_session WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} FOR UPDATE`;
  return session;
}

export async function hasSession(tx: Tx, companyId: CompanyId, liveSessionId: LiveSessionId): Promise<boolean> {
  const found = await tx.sql`
    SELECT FROM live_session WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
  return found.length > 0;
}

/** Locks the session. Problems: not_found. */
export async function lockSession(tx: Tx, companyId: CompanyId, liveSessionId: LiveSessionId): Promise<Session> {
  const session = await findSession(tx, companyId, liveSessionId);
  if (!session) throw new Problem('not_found');
  return session;
}

export async function insertSession(tx: Tx, session: Session): Promise<void> {
  const { companyId, liveSessionId, accountId, title, status, startsAt } = session;
  await tx.sql`
    INSERT INTO live_session (company_id, live_session_id, account_id, title, status, starts_at)
    VALUES (${companyId}, ${liveSessionId}, ${accountId}, ${title}, ${status}, ${startsAt})`;
}

export async function updatePlan(tx: Tx, session: Session): Promise<void> {
  const { companyId, liveSessionId, accountId, title, status, startsAt } = session;
  await tx.sql`
    UPDATE live_session SET account_id = ${accountId}, title = ${title}, status = ${status}, starts_at = ${startsAt}
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
}

export async function isAccountOnAir(tx: Tx, { companyId, accountId, liveSessionId }: Session): Promise<boolean> {
  const others = await tx.sql`
    SELECT FROM live_session
    WHERE company_id = ${companyId} AND account_id = ${accountId} AND live_session_id <> ${liveSessionId}
      AND status IN ('LIVE', 'INTERRUPTED')`;
  return others.length > 0;
}

export async function goOnAir(tx: Tx, { companyId, liveSessionId }: Session): Promise<void> {
  await tx.sql`
    UPDATE live_session
    SET status = 'LIVE', started_at = coalesce(started_at, now()), version = version + 1, version_at = now()
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
}

/** Whoever is on duty goes off it with the session, and what is pinned is pinned no more. */
export async function goOffAir(tx: Tx, session: Session): Promise<void> {
  const { companyId, liveSessionId } = session;
  await tx.sql`
    UPDATE live_session
    SET status = 'ENDED', ended_at = now(), pinned_sku_id = NULL, version = version + 1, version_at = now()
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
  await turnEpisode(tx, session, null);
  await endDuty(tx, session, 'SESSION_ENDED');
}

/** Null unpins. Without a pinner it came to pass. The episode that begins with it. */
export async function pin(tx: Tx, session: Session, skuId: SkuId | null, by?: Pinner): Promise<EpisodeId | undefined> {
  const { companyId, liveSessionId } = session;
  await tx.sql`
    UPDATE live_session SET pinned_sku_id = ${skuId}
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
  return turnEpisode(tx, session, skuId, by);
}

export async function isInBag(tx: Tx, { companyId, liveSessionId }: Session, skuId: SkuId): Promise<boolean> {
  const found = await tx.sql`
    SELECT FROM bag_item
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND sku_id = ${skuId}`;
  return found.length > 0;
}

/** What is pinned and no longer in the bag is unpinned with it. */
export async function replaceBag(tx: Tx, session: Session, bag: SkuId[]): Promise<void> {
  const { companyId, liveSessionId, pinnedSkuId } = session;
  await tx.sql`DELETE FROM bag_item WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
  await tx.sql`
    INSERT INTO bag_item (company_id, live_session_id, sku_id, position)
    SELECT ${companyId}, ${liveSessionId}, sku_id, position
    FROM unnest(${bag}::uuid[]) WITH ORDINALITY AS bag (sku_id, position)`;
  // Only on air does the catalog sell from the bag; what changed before, it hears with the start.
  await tx.sql`
    UPDATE live_session SET
      pinned_sku_id = CASE WHEN pinned_sku_id = ANY (${bag}::uuid[]) THEN pinned_sku_id END,
      version = version + CASE WHEN status IN ('LIVE', 'INTERRUPTED') THEN 1 ELSE 0 END,
      version_at = now()
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
  if (pinnedSkuId && !bag.includes(pinnedSkuId)) await turnEpisode(tx, session, null);
}
