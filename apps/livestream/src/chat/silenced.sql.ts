import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';
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
