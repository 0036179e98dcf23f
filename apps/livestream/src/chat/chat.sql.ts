import type { Tx } from '#database/tx.js';
import type { AccountId, ChatLineId, CompanyId, LiveSessionId, PersonId, SpeakerId } from '#kernel/id.js';
import type { Status } from '../sessions/session.js';
import { OPEN_ROOM, SHOWN_LINES, type Ban, type Line, type Room, type Settings, type Speaker } from './chat.js';

/** A session as its chat knows it. */
export interface Place extends Room {
  accountId: AccountId;
  status: Status;
  /** Whether the person is named as one who runs sessions on its account. */
  operates: boolean;
  companyWords: bigint | null;
  platformWords: bigint;
}

/** A line that somebody wants to say. */
export interface WantedLine extends Line {
  deviceKey: string | null;
}

export async function findPlace(tx: Tx, liveSessionId: LiveSessionId, personId: PersonId | null) {
  const [place] = await tx.sql<Place>`
    SELECT s.company_id AS "companyId", s.live_session_id AS "liveSessionId", s.account_id AS "accountId", s.status,
           EXISTS (SELECT FROM account_operator o
                   WHERE o.company_id = s.company_id AND o.account_id = s.account_id
                     AND o.person_id = ${personId}) AS "operates",
           (SELECT version FROM chat_word_list w WHERE w.company_id = s.company_id) AS "companyWords",
           (SELECT version FROM platform_word_list) AS "platformWords"
    FROM session_route r
    JOIN live_session s ON s.company_id = r.company_id AND s.live_session_id = r.live_session_id
    WHERE r.live_session_id = ${liveSessionId}`;
  return place;
}

/** Locks those who want to write, made known where they are new, in the order of their keys. */
export async function lockSpeakers(tx: Tx, wanted: Speaker[]): Promise<{ speakers: Speaker[]; now: Date }> {
  const rows = JSON.stringify(
    wanted.map(({ companyId, liveSessionId, speakerId, personId, name, crew }) => ({
      ...{ company_id: companyId, live_session_id: liveSessionId, speaker_id: speakerId },
      ...{ person_id: personId, name, crew },
    })),
  );
  await tx.sql`
    INSERT INTO chat_speaker (company_id, live_session_id, speaker_id, person_id, name, crew)
    SELECT company_id, live_session_id, speaker_id, person_id, name, crew
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS w (company_id uuid, live_session_id uuid, speaker_id uuid, person_id uuid, name text, crew boolean)
    ORDER BY speaker_id
    ON CONFLICT DO NOTHING`;
  const speakers = await tx.sql<Speaker & { now: Date }>`
    SELECT s.company_id AS "companyId", s.live_session_id AS "liveSessionId", s.speaker_id AS "speakerId",
           s.person_id AS "personId", s.name, s.crew, s.last_line_at AS "lastLineAt", s.paced_until AS "pacedUntil",
           s.muted_until AS "mutedUntil", now() AS now
    FROM chat_speaker s
    JOIN jsonb_to_recordset(${rows}::jsonb) AS w (company_id uuid, live_session_id uuid, speaker_id uuid)
      USING (company_id, live_session_id, speaker_id)
    ORDER BY s.speaker_id FOR UPDATE OF s`;
  return { speakers: speakers.map(({ now: _, ...speaker }) => speaker), now: speakers[0]?.now ?? new Date(0) };
}

export async function findSettings(tx: Tx, sessions: LiveSessionId[]): Promise<Map<LiveSessionId, Settings>> {
  const rows = await tx.sql<Settings & { liveSessionId: LiveSessionId }>`
    SELECT live_session_id AS "liveSessionId", slow_mode_s AS "slowModeS", muted_all AS "mutedAll"
    FROM session_route r JOIN chat_room USING (company_id, live_session_id)
    WHERE r.live_session_id = ANY (${sessions}::uuid[])`;
  return new Map(rows.map(({ liveSessionId, slowModeS, mutedAll }) => [liveSessionId, { slowModeS, mutedAll }]));
}

export async function settingsOf(tx: Tx, { liveSessionId }: Room): Promise<Settings> {
  return (await findSettings(tx, [liveSessionId])).get(liveSessionId) ?? OPEN_ROOM;
}

/** Bans in force, by company and person or device. */
export async function findBans(
  tx: Tx,
  wanted: { companyId: CompanyId; personId: PersonId; deviceKey: string | null }[],
): Promise<(Ban & { companyId: CompanyId; personId: PersonId; deviceKeys: string[] })[]> {
  return tx.sql`
    SELECT company_id AS "companyId", ban_id AS "banId", person_id AS "personId", device_keys AS "deviceKeys", until
    FROM chat_ban
    WHERE company_id = ANY (${wanted.map((one) => one.companyId)}::uuid[]) AND lifted_at IS NULL AND until > now()
      AND (person_id = ANY (${wanted.map((one) => one.personId)}::uuid[])
           OR device_keys && ${wanted.flatMap(({ deviceKey }) => deviceKey ?? [])}::text[])`;
}

/** Lines under these ids, in whatever session of theirs. */
export async function findLines(tx: Tx, wanted: Pick<Line, 'companyId' | 'liveSessionId' | 'lineId'>[]) {
  const keys = wanted.map(({ companyId, liveSessionId, lineId }) => ({
    ...{ company_id: companyId, live_session_id: liveSessionId, line_id: lineId },
  }));
  return tx.sql<Line>`
    SELECT l.company_id AS "companyId", l.live_session_id AS "liveSessionId", l.line_id AS "lineId",
           l.speaker_id AS "speakerId", l.person_id AS "personId", l.name, l.text, l.crew, l.moderates, l.at
    FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS w (company_id uuid, live_session_id uuid, line_id uuid)
    JOIN chat_line l USING (company_id, live_session_id, line_id)`;
}

/** Writes lines in this order, and what speakers have become. */
export async function writeLines(tx: Tx, lines: WantedLine[], speakers: Speaker[]): Promise<void> {
  const said = lines.map((line) => ({
    ...{ company_id: line.companyId, live_session_id: line.liveSessionId, line_id: line.lineId },
    ...{ speaker_id: line.speakerId, person_id: line.personId, name: line.name, text: line.text, crew: line.crew },
    ...{ moderates: line.moderates, device_key: line.deviceKey, at: line.at },
  }));
  const changed = speakers.map((speaker) => ({
    ...{ company_id: speaker.companyId, live_session_id: speaker.liveSessionId, speaker_id: speaker.speakerId },
    ...{ name: speaker.name, crew: speaker.crew, last_line_at: speaker.lastLineAt, paced_until: speaker.pacedUntil },
  }));
  await tx.sql`
    WITH changed AS (
      UPDATE chat_speaker s
      SET name = c.name, crew = c.crew, last_line_at = c.last_line_at, paced_until = c.paced_until
      FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb)
        AS c (company_id uuid, live_session_id uuid, speaker_id uuid, name text, crew boolean,
              last_line_at timestamptz, paced_until timestamptz)
      WHERE (s.company_id, s.live_session_id, s.speaker_id) = (c.company_id, c.live_session_id, c.speaker_id))
    INSERT INTO chat_line (company_id, live_session_id, line_id, speaker_id, person_id, name, text, crew, moderates,
                           device_key, at)
    SELECT company_id, live_session_id, line_id, speaker_id, person_id, name, text, crew, moderates, device_key, at
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(said)}::jsonb)
      AS (company_id uuid, live_session_id uuid, line_id uuid, speaker_id uuid, person_id uuid, name text, text text,
          crew boolean, moderates boolean, device_key text, at timestamptz)) WITH ORDINALITY
    ORDER BY ordinality`;
}

/** The last lines that are shown, oldest first. */
export async function lastLines(tx: Tx, { companyId, liveSessionId }: Room): Promise<Line[]> {
  const lines = await tx.sql<Line>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", line_id AS "lineId",
           speaker_id AS "speakerId", person_id AS "personId", name, text, crew, moderates, at
    FROM chat_line
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND retracted_at IS NULL
    ORDER BY nr DESC LIMIT ${SHOWN_LINES}`;
  return lines.reverse();
}

export async function findSpeaker(tx: Tx, { companyId, liveSessionId }: Room, speakerId: SpeakerId) {
  const [speaker] = await tx.sql<Speaker>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", speaker_id AS "speakerId",
           person_id AS "personId", name, crew, last_line_at AS "lastLineAt", paced_until AS "pacedUntil",
           muted_until AS "mutedUntil"
    FROM chat_speaker
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND speaker_id = ${speakerId}`;
  return speaker;
}

export async function findLine(tx: Tx, room: Room, lineId: ChatLineId): Promise<Line | undefined> {
  return (await findLines(tx, [{ ...room, lineId }]))[0];
}

/** True if it was still shown. Whoever complained of it is heard. */
export async function retractLine(tx: Tx, { companyId, liveSessionId, lineId }: Line): Promise<boolean> {
  const retracted = await tx.sql`
    UPDATE chat_line SET retracted_at = now()
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND line_id = ${lineId}
      AND retracted_at IS NULL
    RETURNING line_id`;
  await settleReports(tx, { companyId, liveSessionId }, [lineId]);
  return retracted.length > 0;
}

export async function settleReports(tx: Tx, { companyId, liveSessionId }: Room, lineIds: ChatLineId[]): Promise<void> {
  await tx.sql`
    UPDATE chat_report SET settled_at = now()
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND line_id = ANY (${lineIds}::uuid[])
      AND settled_at IS NULL`;
}

/** How many lines a person complained of within the hour. */
export async function countReports(tx: Tx, personId: PersonId): Promise<number> {
  const [counted] = await tx.sql<{ count: number }>`
    SELECT count(*)::int AS count FROM chat_report
    WHERE person_id = ${personId} AND at > now() - interval '1 hour'`;
  return counted?.count ?? 0;
}

export async function insertReport(
  tx: Tx,
  { companyId, liveSessionId, lineId }: Line,
  { personId, reason }: { personId: PersonId; reason: string },
): Promise<void> {
  await tx.sql`
    INSERT INTO chat_report (company_id, live_session_id, line_id, person_id, reason)
    VALUES (${companyId}, ${liveSessionId}, ${lineId}, ${personId}, ${reason})
    ON CONFLICT DO NOTHING`;
}
