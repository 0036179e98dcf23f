import type { Tx } from '#database/tx.js';
import { MessageId, type CompanyId, type LiveSessionId, type PersonId } from '#kernel/id.js';
import type { Status } from '../sessions/session.js';
import type { Due, Kind } from './reminder.js';

/** A session as whoever wants to be reminded of it may know it. */
export interface Announced {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  title: string;
  status: Status;
  startsAt: Date | null;
  startedAt: Date | null;
}

/** No drafts. Held against a round of reminders that is just being written. */
export async function holdAnnounced(tx: Tx, liveSessionId: LiveSessionId): Promise<Announced | undefined> {
  const [session] = await tx.sql<Announced>`
    SELECT s.company_id AS "companyId", s.live_session_id AS "liveSessionId", title, status, starts_at AS "startsAt",
           started_at AS "startedAt"
    FROM session_route r JOIN live_session s USING (company_id, live_session_id)
    WHERE r.live_session_id = ${liveSessionId} AND status <> 'DRAFT' FOR KEY SHARE OF s`;
  return session;
}

export async function countOpen(tx: Tx, personId: PersonId): Promise<number> {
  const [row] = await tx.sql<{ n: number }>`
    SELECT count(*)::int AS n FROM reminder_subscription b JOIN live_session USING (company_id, live_session_id)
    WHERE person_id = ${personId} AND b.ended_at IS NULL AND status IN ('SCHEDULED', 'READY')`;
  return row?.n ?? 0;
}

/** By the clock as it is now: what was due before is not for who subscribes after. */
export async function subscribe(tx: Tx, { companyId, liveSessionId }: Announced, personId: PersonId): Promise<void> {
  await tx.sql`
    INSERT INTO reminder_subscription AS s (person_id, live_session_id, company_id, subscribed_at)
    VALUES (${personId}, ${liveSessionId}, ${companyId}, clock_timestamp())
    ON CONFLICT (person_id, live_session_id) DO UPDATE SET subscribed_at = clock_timestamp(), ended_at = NULL
    WHERE s.ended_at IS NOT NULL`;
}

/** What is written and not sent is not sent any more either. */
export async function unsubscribe(tx: Tx, liveSessionId: LiveSessionId, personId: PersonId): Promise<void> {
  await tx.sql`
    UPDATE reminder_subscription SET ended_at = clock_timestamp()
    WHERE person_id = ${personId} AND live_session_id = ${liveSessionId} AND ended_at IS NULL`;
  await tx.sql`
    UPDATE reminder SET next_at = NULL
    WHERE person_id = ${personId} AND live_session_id = ${liveSessionId} AND next_at IS NOT NULL`;
}

export async function isSubscribed(tx: Tx, liveSessionId: LiveSessionId, personId: PersonId): Promise<boolean> {
  const found = await tx.sql`
    SELECT FROM reminder_subscription
    WHERE person_id = ${personId} AND live_session_id = ${liveSessionId} AND ended_at IS NULL`;
  return found.length > 0;
}

export const findReminders = (tx: Tx, liveSessionId: LiveSessionId, personId: PersonId) => tx.sql<{
  kind: Kind;
  dueAt: Date;
  sentAt: Date | null;
  reached: boolean;
}>`
  SELECT kind, due_at AS "dueAt", sent_at AS "sentAt", reached FROM reminder
  WHERE person_id = ${personId} AND live_session_id = ${liveSessionId} ORDER BY due_at`;

/** Sessions some reminder of which may be due, and how late it is in the database. */
export const findNear = (tx: Tx) => tx.sql<Announced & { now: Date }>`
  SELECT company_id AS "companyId", live_session_id AS "liveSessionId", title, status, starts_at AS "startsAt",
         started_at AS "startedAt", now() AS now
  FROM live_session
  WHERE (status IN ('SCHEDULED', 'READY') AND starts_at BETWEEN now() AND now() + interval '24 hours')
     OR (status = 'LIVE' AND started_at > now() - interval '30 minutes')`;

/**
 * Locks the session and takes the round: false if it was written before. Whoever subscribes meanwhile waits, and is then
 * too late for it.
 */
export async function takeRound(
  tx: Tx,
  { companyId, liveSessionId }: Announced,
  { kind, dueAt }: Due,
): Promise<boolean> {
  await tx.sql`
    SELECT FROM live_session WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} FOR UPDATE`;
  const taken = await tx.sql`
    INSERT INTO reminder_round (company_id, live_session_id, kind, due_at)
    VALUES (${companyId}, ${liveSessionId}, ${kind}, ${dueAt})
    ON CONFLICT DO NOTHING RETURNING kind`;
  return taken.length > 0;
}

export async function hasRound(
  tx: Tx,
  { companyId, liveSessionId }: Announced,
  { kind, dueAt }: Due,
): Promise<boolean> {
  const found = await tx.sql`
    SELECT FROM reminder_round WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
      AND kind = ${kind} AND due_at = ${dueAt}`;
  return found.length > 0;
}

/** For everybody who had subscribed by then. */
export async function writeReminders(
  tx: Tx,
  { liveSessionId }: Announced,
  { kind, dueAt, expiresAt }: Due,
  text: string,
): Promise<void> {
  await tx.sql`
    INSERT INTO reminder (person_id, live_session_id, kind, due_at, expires_at, text)
    SELECT person_id, live_session_id, ${kind}, ${dueAt}, ${expiresAt}, ${text} FROM reminder_subscription
    WHERE live_session_id = ${liveSessionId} AND ended_at IS NULL AND subscribed_at < ${dueAt}
    ON CONFLICT DO NOTHING`;
}

export interface Waiting {
  personId: PersonId;
  liveSessionId: LiveSessionId;
  kind: Kind;
  text: string;
  lifeS: number;
}

/** Its key at whoever sends it, for ever the same. */
export const noticeOf = ({ personId, liveSessionId, kind }: Waiting) =>
  MessageId.derive('reminder', liveSessionId, personId, kind);

/** Those due, for this process to send. One whose sending was not noted is sent again after 30 s, under the same key. */
export const claimReminders = (tx: Tx, limit: number) => tx.sql<Waiting>`
  UPDATE reminder SET tries = tries + 1, next_at = now() + interval '30 seconds' * power(2, least(tries, 5))
  WHERE (person_id, live_session_id, kind) IN (
    SELECT person_id, live_session_id, kind FROM reminder WHERE next_at <= now() AND expires_at > now()
    ORDER BY next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
  RETURNING person_id AS "personId", live_session_id AS "liveSessionId", kind, text,
    least(ceil(extract(epoch FROM expires_at - now())), 86400)::int AS "lifeS"`;

export async function noteSent(tx: Tx, sent: (Waiting & { reached: boolean })[]): Promise<void> {
  await tx.sql`
    UPDATE reminder r SET sent_at = now(), next_at = NULL, reached = s.reached
    FROM unnest(${sent.map((one) => one.personId)}::uuid[], ${sent.map((one) => one.liveSessionId)}::uuid[],
                ${sent.map((one) => one.kind)}::text[], ${sent.map((one) => one.reached)}::boolean[])
      AS s (person_id, live_session_id, kind, reached)
    WHERE (r.person_id, r.live_session_id, r.kind) = (s.person_id, s.live_session_id, s.kind)`;
}
