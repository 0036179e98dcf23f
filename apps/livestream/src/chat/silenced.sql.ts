import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, PersonId } from '#kernel/id.js';
import type { Room } from './chat.js';

/** Somebody who may not write in a room, muted there or banned by the company. */
export interface Silenced {
  personId: PersonId;
  until: Date;
  reason: string;
}

// Of more than that the longest silenced ones hear it when they write.
const SILENCED_MAX = 500;

export async function findSilenced(tx: Tx, { companyId, liveSessionId }: Room): Promise<Silenced[]> {
  return tx.sql<Silenced>`
    SELECT DISTINCT ON (person_id) person_id AS "personId", until, reason
    FROM ((SELECT person_id, muted_until AS until, 'MUTED' AS reason FROM chat_speaker
           WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND muted_until > now()
           ORDER BY muted_until DESC LIMIT ${SILENCED_MAX})
          UNION ALL
          (SELECT person_id, until, 'BANNED' AS reason FROM chat_ban
           WHERE company_id = ${companyId} AND lifted_at IS NULL AND until > now()
           ORDER BY since DESC LIMIT ${SILENCED_MAX})) AS silenced
    ORDER BY person_id, until DESC`;
}

/** In which sessions on air a person may not write, and until when; those where they may have no `until`. */
export async function findSilenceOnAir(tx: Tx, companyId: CompanyId, personId: PersonId) {
  return tx.sql<{ liveSessionId: LiveSessionId; until: Date | null; reason: string | null }>`
    SELECT s.live_session_id AS "liveSessionId", silenced.until, silenced.reason
    FROM live_session s
    LEFT JOIN LATERAL (
      SELECT until, reason
      FROM (SELECT muted_until AS until, 'MUTED' AS reason FROM chat_speaker c
            WHERE c.company_id = s.company_id AND c.live_session_id = s.live_session_id
              AND c.person_id = ${personId} AND muted_until > now()
            UNION ALL
            SELECT until, 'BANNED' FROM chat_ban b
            WHERE b.company_id = s.company_id AND b.person_id = ${personId} AND lifted_at IS NULL AND until > now())
        AS each
      ORDER BY until DESC, reason LIMIT 1) AS silenced ON true
    WHERE s.company_id = ${companyId} AND s.status IN ('LIVE', 'INTERRUPTED')`;
}
