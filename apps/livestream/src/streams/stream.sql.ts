import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, PersonId, PublishId, StreamKeyId } from '#kernel/id.js';
import type { Session } from '../sessions/session.js';
import type { GivenKey, Stream, Word } from './stream.js';

interface SessionKey {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

const SHOWN_MAX = 100;
const STANDINGS_MAX = 10_000;

/** Undefined: nobody was given a key. */
export async function findStream(tx: Tx, { companyId, liveSessionId }: SessionKey): Promise<Stream | undefined> {
  const [stream] = await tx.sql<Stream>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", last_serial AS "lastSerial",
           greatest(denied_below, CASE WHEN retire_at <= now() THEN retire_below ELSE 0 END) AS "deniedBelow", state,
           publish_id AS "publishId", heard_seq AS "heardSeq", person_id AS "personId", play_url AS "playUrl",
           recorded_from AS "recordedFrom"
    FROM session_stream WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
  return stream;
}

/** Under the session's lock: makes it if there is none. */
export async function openStream(tx: Tx, session: SessionKey): Promise<Stream> {
  const { companyId, liveSessionId } = session;
  await tx.sql`
    INSERT INTO session_stream (company_id, live_session_id, keys_until) VALUES (${companyId}, ${liveSessionId}, now())
    ON CONFLICT DO NOTHING`;
  const stream = await findStream(tx, session);
  if (!stream) throw new Error('a stream that was just made is not there');
  return stream;
}

export async function findKey(tx: Tx, { companyId, liveSessionId }: SessionKey, keyId: StreamKeyId) {
  const [key] = await tx.sql<GivenKey & { content: string }>`
    SELECT key_id AS "keyId", serial, person_id AS "personId", issued_at AS "issuedAt", expires_at AS "expiresAt",
           content
    FROM stream_key WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND key_id = ${keyId}`;
  return key;
}

/** The latest first. */
export const listKeys = (tx: Tx, { companyId, liveSessionId }: SessionKey) => tx.sql<GivenKey>`
  SELECT key_id AS "keyId", serial, person_id AS "personId", issued_at AS "issuedAt", expires_at AS "expiresAt"
  FROM stream_key WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
  ORDER BY serial DESC LIMIT ${SHOWN_MAX}`;

/** Under the session's lock: the next serial. */
export async function giveKey(
  tx: Tx,
  { companyId, liveSessionId }: SessionKey,
  key: { keyId: StreamKeyId; personId: PersonId; device: string; content: string; lastsS: number },
): Promise<GivenKey> {
  const [given] = await tx.sql<GivenKey>`
    WITH next AS (
      UPDATE session_stream SET
        last_serial = last_serial + 1,
        keys_until = greatest(keys_until, now() + ${key.lastsS}::int * interval '1 second')
      WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
      RETURNING last_serial)
    INSERT INTO stream_key (company_id, live_session_id, key_id, serial, person_id, expires_at, device, content)
    SELECT ${companyId}, ${liveSessionId}, ${key.keyId}, last_serial, ${key.personId},
           date_trunc('second', now()) + ${key.lastsS}::int * interval '1 second', ${key.device}, ${key.content}
    FROM next
    RETURNING key_id AS "keyId", serial, person_id AS "personId", issued_at AS "issuedAt", expires_at AS "expiresAt"`;
  if (!given) throw new Error('a key for a stream that is not there');
  return given;
}

/** Keys of a lower serial open no door any more, and whoever streams with one is shown out. */
export async function denyBelow(tx: Tx, { companyId, liveSessionId }: SessionKey, serial: bigint): Promise<void> {
  await tx.sql`
    UPDATE session_stream SET denied_below = greatest(denied_below, ${serial}::bigint)
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
}

/** Whoever streams now, if anybody does. */
export async function kickPublisher(tx: Tx, { companyId, liveSessionId }: SessionKey): Promise<void> {
  await tx.sql`
    UPDATE session_stream SET kick_publish_id = publish_id
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND state IN ('ON', 'LOST')`;
}

/** The same as denyBelow, after some time. What was to be denied until then is denied at the latest with it. */
export async function retireBelow(
  tx: Tx,
  { companyId, liveSessionId }: SessionKey,
  serial: bigint,
  graceS: number,
): Promise<void> {
  await tx.sql`
    UPDATE session_stream SET
      denied_below = greatest(denied_below, CASE WHEN retire_at <= now() THEN retire_below ELSE 0 END),
      retire_below = ${serial}::bigint, retire_at = now() + ${graceS}::int * interval '1 second'
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
}

export interface Standing {
  liveSessionId: LiveSessionId;
  deniedBelow: bigint;
  over: boolean;
  kickPublishId: string;
}

/** Of one session, or of all that a publisher might come to or still be in. */
export const findStandings = (tx: Tx, liveSessionId: LiveSessionId | null) => tx.sql<Standing>`
  SELECT st.live_session_id AS "liveSessionId", s.status IN ('ENDED', 'SEALED') AS over,
         greatest(denied_below, CASE WHEN retire_at <= now() THEN retire_below ELSE 0 END) AS "deniedBelow",
         coalesce(kick_publish_id::text, '') AS "kickPublishId"
  FROM session_stream st JOIN live_session s USING (company_id, live_session_id)
  WHERE (${liveSessionId}::uuid IS NULL OR st.live_session_id = ${liveSessionId}::uuid)
    AND (st.keys_until > now() - interval '1 hour' OR st.state IN ('ON', 'LOST')
         OR s.ended_at > now() - interval '1 hour')
    AND (s.ended_at IS NULL OR s.ended_at > now() - interval '1 hour' OR st.state IN ('ON', 'LOST'))
  ORDER BY st.keys_until DESC LIMIT ${STANDINGS_MAX}`;

/** Locks a session by its id alone, as edges name it. */
export async function lockNamed(tx: Tx, liveSessionId: LiveSessionId): Promise<Session | undefined> {
  const [session] = await tx.sql<Session>`
    SELECT s.company_id AS "companyId", s.live_session_id AS "liveSessionId", account_id AS "accountId", title, status,
           starts_at AS "startsAt", pinned_sku_id AS "pinnedSkuId"
    FROM session_route r
    JOIN live_session s ON s.company_id = r.company_id AND s.live_session_id = r.live_session_id
    WHERE r.live_session_id = ${liveSessionId} FOR UPDATE OF s`;
  return session;
}

/** What an edge said last. */
export async function noteWord(tx: Tx, { companyId, liveSessionId }: SessionKey, word: Word): Promise<void> {
  await tx.sql`
    UPDATE session_stream SET
      state = ${word.state}, publish_id = ${word.publishId}, heard_seq = ${word.seq}, edge_id = ${word.edgeId},
      person_id = coalesce(${word.personId}::uuid, person_id),
      play_url = CASE WHEN ${word.playUrl} = '' THEN play_url ELSE ${word.playUrl} END,
      recorded_from = coalesce(recorded_from, ${word.at}),
      lost_until = CASE WHEN ${word.state} = 'LOST' THEN now() + interval '5 minutes' END
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
}

/** Everything an edge says of a publisher, in whatever order. */
export async function notePublish(tx: Tx, { companyId, liveSessionId }: SessionKey, word: Word): Promise<void> {
  await tx.sql`
    INSERT INTO publish AS p (company_id, live_session_id, publish_id, edge_id, person_id, first_at, last_at,
                              interruptions, end_reason)
    VALUES (${companyId}, ${liveSessionId}, ${word.publishId}, ${word.edgeId}, ${word.personId}, ${word.at}, ${word.at},
            CASE WHEN ${word.state} = 'LOST' THEN 1 ELSE 0 END, ${word.endReason})
    ON CONFLICT (company_id, live_session_id, publish_id) DO UPDATE SET
      person_id = coalesce(p.person_id, EXCLUDED.person_id),
      first_at = least(p.first_at, EXCLUDED.first_at), last_at = greatest(p.last_at, EXCLUDED.last_at),
      interruptions = p.interruptions + EXCLUDED.interruptions,
      end_reason = coalesce(p.end_reason, EXCLUDED.end_reason)`;
  if (word.tookOver === null) return;
  await tx.sql`
    UPDATE publish SET end_reason = coalesce(end_reason, 'TAKEN_OVER'), last_at = greatest(last_at, ${word.at})
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND publish_id = ${word.tookOver}`;
}

/** No edge has said anything for too long. */
export const findGone = (tx: Tx, max: number) => tx.sql<SessionKey>`
  SELECT company_id AS "companyId", live_session_id AS "liveSessionId"
  FROM session_stream WHERE state = 'LOST' AND lost_until < now() LIMIT ${max}`;

/** Under the session's lock. False if somebody is back. */
export async function giveUp(tx: Tx, { companyId, liveSessionId }: SessionKey): Promise<boolean> {
  const given = await tx.sql`
    UPDATE session_stream SET state = 'OVER', lost_until = NULL
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND state = 'LOST' AND lost_until < now()
    RETURNING state`;
  return given.length > 0;
}

export interface Streaming extends SessionKey {
  publishId: PublishId;
  personId: PersonId;
}

/** Everybody who streams anything, a page at a time. */
export const findStreaming = (tx: Tx, after: string, max: number) => tx.sql<Streaming>`
  SELECT company_id AS "companyId", live_session_id AS "liveSessionId", publish_id AS "publishId",
         person_id AS "personId"
  FROM session_stream
  WHERE state IN ('ON', 'LOST') AND person_id IS NOT NULL AND live_session_id > ${after}::uuid
  ORDER BY live_session_id LIMIT ${max}`;

/** Makes a session that is planned one whose stream may begin; one without a day begins now. */
export async function getReady(tx: Tx, { companyId, liveSessionId }: SessionKey): Promise<void> {
  await tx.sql`
    UPDATE live_session SET status = 'READY', starts_at = coalesce(starts_at, now())
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND status IN ('DRAFT', 'SCHEDULED')`;
}

/** A session that is on air, as its stream is. */
export async function setOnAir(tx: Tx, { companyId, liveSessionId }: SessionKey, status: 'LIVE' | 'INTERRUPTED') {
  await tx.sql`
    UPDATE live_session SET status = ${status}
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND status IN ('LIVE', 'INTERRUPTED')`;
}
