import type { Tx } from '#database/tx.js';
import type { ActId, CompanyId, LiveSessionId } from '#kernel/id.js';
import type { Act } from './act.js';

export async function insertAct(tx: Tx, act: Act): Promise<void> {
  await tx.sql`
    INSERT INTO moderation_act (company_id, act_id, kind, at, by_person_id, live_session_id, speaker_id, person_id,
                                line_id, until, reason, what, asked)
    VALUES (${act.companyId}, ${act.actId}, ${act.kind}, ${act.at}, ${act.byPersonId}, ${act.liveSessionId},
            ${act.speakerId}, ${act.personId}, ${act.lineId}, ${act.until}, ${act.reason}, ${act.what}, ${act.asked})`;
}

export async function findAct(tx: Tx, companyId: CompanyId, actId: ActId): Promise<Act | undefined> {
  const [act] = await tx.sql<Act>`
    SELECT company_id AS "companyId", act_id AS "actId", kind, at, by_person_id AS "byPersonId",
           live_session_id AS "liveSessionId", speaker_id AS "speakerId", person_id AS "personId", line_id AS "lineId",
           until, reason, what, asked
    FROM moderation_act WHERE company_id = ${companyId} AND act_id = ${actId}`;
  return act;
}

/** Newest first, after a place in the record. */
export async function listActs(
  tx: Tx,
  { companyId, liveSessionId }: { companyId: CompanyId; liveSessionId: LiveSessionId | null },
  after: { micros: string; actId: string } | undefined,
  rows: number,
): Promise<(Act & { micros: string })[]> {
  return tx.sql`
    SELECT company_id AS "companyId", act_id AS "actId", kind, at, by_person_id AS "byPersonId",
           live_session_id AS "liveSessionId", speaker_id AS "speakerId", person_id AS "personId", line_id AS "lineId",
           until, reason, what, asked, (extract(epoch FROM at) * 1000000)::bigint::text AS micros
    FROM moderation_act
    WHERE company_id = ${companyId} AND (${liveSessionId}::uuid IS NULL OR live_session_id = ${liveSessionId})
      AND (at, act_id) < (
        coalesce(timestamptz 'epoch' + ${after?.micros ?? null}::bigint * interval '1 microsecond', 'infinity'),
        coalesce(${after?.actId ?? null}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY at DESC, act_id DESC LIMIT ${rows}`;
}
