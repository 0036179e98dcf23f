import type { Tx } from '#database/tx.js';
import type { BanId, CompanyId, PersonId } from '#kernel/id.js';
import type { Line, Room, Settings, Speaker } from '../chat/chat.js';

const DEVICES_MAX = 20;

export async function saveSettings(tx: Tx, { companyId, liveSessionId }: Room, settings: Settings): Promise<void> {
  await tx.sql`
    INSERT INTO chat_room (company_id, live_session_id, slow_mode_s, muted_all)
    VALUES (${companyId}, ${liveSessionId}, ${settings.slowModeS}, ${settings.mutedAll})
    ON CONFLICT (company_id, live_session_id)
    DO UPDATE SET slow_mode_s = EXCLUDED.slow_mode_s, muted_all = EXCLUDED.muted_all`;
}

/** `until` null: may write again. */
export async function mute(
  tx: Tx,
  { companyId, liveSessionId, speakerId }: Speaker,
  until: Date | null,
): Promise<void> {
  await tx.sql`
    UPDATE chat_speaker SET muted_until = ${until}
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND speaker_id = ${speakerId}`;
}

/** The devices a person has written from in the company's rooms, the latest ones. */
export async function findDevices(tx: Tx, { companyId, personId }: Speaker): Promise<string[]> {
  const rows = await tx.sql<{ deviceKey: string }>`
    SELECT device_key AS "deviceKey" FROM chat_line
    WHERE company_id = ${companyId} AND person_id = ${personId} AND device_key IS NOT NULL
    GROUP BY device_key ORDER BY max(nr) DESC LIMIT ${DEVICES_MAX}`;
  return rows.map((row) => row.deviceKey);
}

interface NewBan {
  companyId: CompanyId;
  banId: BanId;
  personId: PersonId;
  deviceKeys: string[];
  name: string;
  reason: string;
  since: Date;
  until: Date;
}

export async function insertBan(tx: Tx, ban: NewBan): Promise<void> {
  await tx.sql`
    INSERT INTO chat_ban (company_id, ban_id, person_id, device_keys, name, reason, since, until)
    VALUES (${ban.companyId}, ${ban.banId}, ${ban.personId}, ${ban.deviceKeys}::text[], ${ban.name}, ${ban.reason},
            ${ban.since}, ${ban.until})`;
}

export interface ListedBan extends Omit<NewBan, 'companyId' | 'deviceKeys'> {
  devices: number;
}

export async function listBans(tx: Tx, companyId: CompanyId, max: number): Promise<ListedBan[]> {
  return tx.sql`
    SELECT ban_id AS "banId", person_id AS "personId", name, reason, since, until, cardinality(device_keys) AS devices
    FROM chat_ban
    WHERE company_id = ${companyId} AND lifted_at IS NULL AND until > now()
    ORDER BY since DESC, ban_id DESC LIMIT ${max}`;
}

/** The ban if there is one; `lifted`: it was in force until now. */
export async function liftBan(tx: Tx, companyId: CompanyId, banId: BanId) {
  const lifted = await tx.sql<{ personId: PersonId; name: string }>`
    UPDATE chat_ban SET lifted_at = now()
    WHERE company_id = ${companyId} AND ban_id = ${banId} AND lifted_at IS NULL
    RETURNING person_id AS "personId", name`;
  if (lifted[0]) return { ...lifted[0], lifted: true };
  const [ban] = await tx.sql<{ personId: PersonId; name: string }>`
    SELECT person_id AS "personId", name FROM chat_ban WHERE company_id = ${companyId} AND ban_id = ${banId}`;
  return ban && { ...ban, lifted: false };
}

/** What a speaker has said and everybody still sees, the latest first. */
export async function shownLinesOf(
  tx: Tx,
  { companyId, liveSessionId, speakerId }: Speaker,
  max: number,
): Promise<Line[]> {
  return tx.sql<Line>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", line_id AS "lineId",
           speaker_id AS "speakerId", person_id AS "personId", name, text, crew, moderates, at
    FROM chat_line
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND speaker_id = ${speakerId}
      AND retracted_at IS NULL
    ORDER BY nr DESC LIMIT ${max}`;
}

export interface Reported extends Line {
  reports: number;
  reasons: string[];
}

export async function listReported(tx: Tx, { companyId, liveSessionId }: Room, max: number): Promise<Reported[]> {
  return tx.sql<Reported>`
    SELECT l.company_id AS "companyId", l.live_session_id AS "liveSessionId", l.line_id AS "lineId",
           l.speaker_id AS "speakerId", l.person_id AS "personId", l.name, l.text, l.crew, l.moderates, l.at,
           r.reports, r.reasons
    FROM (SELECT line_id, count(*)::int AS reports, (array_agg(reason ORDER BY at DESC))[1:5] AS reasons
          FROM chat_report
          WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND settled_at IS NULL
          GROUP BY line_id) AS r
    JOIN chat_line l ON l.company_id = ${companyId} AND l.live_session_id = ${liveSessionId} AND l.line_id = r.line_id
    ORDER BY r.reports DESC, l.nr DESC LIMIT ${max}`;
}
