import type { Tx } from '#database/tx.js';
import { TroubleId, type CompanyId, type LiveSessionId, type RecordingId } from '#kernel/id.js';

export type TroubleKind =
  'NO_SHOW' | 'DENIED' | 'ACCOUNT_ON_AIR' | 'CHAIN_BROKEN' | 'INCOMPLETE' | 'CHANGED' | 'UNREADABLE' | 'UNRECORDED';

interface SessionKey {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

export interface Trouble {
  kind: TroubleKind;
  at: Date;
  words: string;
  times: number;
}

const SHOWN_MAX = 100;

/** Writes down what went wrong: once, whatever it is told again. `apart` tells two of one kind from each other. */
export async function noteTrouble(
  tx: Tx,
  { companyId, liveSessionId }: SessionKey,
  {
    kind,
    at,
    words,
    recordingId = null,
    apart = '',
  }: Omit<Trouble, 'times'> & {
    recordingId?: RecordingId | null;
    apart?: string;
  },
): Promise<void> {
  const troubleId = TroubleId.derive(liveSessionId, kind, recordingId ?? '', apart);
  await tx.sql`
    INSERT INTO stream_trouble (company_id, live_session_id, trouble_id, recording_id, kind, at, words)
    VALUES (${companyId}, ${liveSessionId}, ${troubleId}, ${recordingId}, ${kind}, ${at}, ${words})
    ON CONFLICT DO NOTHING`;
}

/** What comes again and again is one row an hour, with how often. */
export async function countTrouble(
  tx: Tx,
  { companyId, liveSessionId }: SessionKey,
  { kind, at, words }: Omit<Trouble, 'times'>,
): Promise<void> {
  const troubleId = TroubleId.derive(liveSessionId, kind, words, at.toISOString().slice(0, 13));
  await tx.sql`
    INSERT INTO stream_trouble AS t (company_id, live_session_id, trouble_id, kind, at, words)
    VALUES (${companyId}, ${liveSessionId}, ${troubleId}, ${kind}, ${at}, ${words})
    ON CONFLICT (company_id, live_session_id, trouble_id) DO UPDATE SET times = t.times + 1`;
}

/** Of a session, or of one of its recordings alone; the latest first. */
export const listTroubles = (
  tx: Tx,
  { companyId, liveSessionId }: SessionKey,
  recordingId: RecordingId | null = null,
) => tx.sql<Trouble>`
  SELECT kind, at, words, times FROM stream_trouble
  WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
    AND (${recordingId}::uuid IS NULL OR recording_id = ${recordingId}::uuid)
  ORDER BY at DESC, trouble_id LIMIT ${SHOWN_MAX}`;

/**
 * Sessions that were to begin a quarter of an hour ago and did not: each once, whatever their day is changed to. Nobody
 * asks any more for those of longer than a day ago.
 */
export const findNoShows = (tx: Tx, max: number) => tx.sql<SessionKey & { startsAt: Date }>`
  SELECT company_id AS "companyId", live_session_id AS "liveSessionId", starts_at AS "startsAt"
  FROM live_session s
  WHERE status IN ('SCHEDULED', 'READY')
    AND starts_at BETWEEN now() - interval '1 day' AND now() - interval '15 minutes'
    AND NOT EXISTS (SELECT FROM stream_trouble t
                    WHERE t.company_id = s.company_id AND t.live_session_id = s.live_session_id AND kind = 'NO_SHOW')
  LIMIT ${max}`;
