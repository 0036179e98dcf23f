import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, ShiftId } from '#kernel/id.js';
import type { Shift } from './shift.js';

interface SessionKey {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

export function findShifts(tx: Tx, { companyId, liveSessionId }: SessionKey): Promise<Shift[]> {
  return tx.sql<Shift>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", shift_id AS "shiftId",
           person_id AS "personId", stage_name AS "stageName", starts_at AS "startsAt", ends_at AS "endsAt"
    FROM shift WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} ORDER BY starts_at, shift_id`;
}

export async function saveShift(tx: Tx, shift: Shift): Promise<void> {
  const { companyId, liveSessionId, shiftId, personId, stageName, startsAt, endsAt } = shift;
  await tx.sql`
    INSERT INTO shift (company_id, live_session_id, shift_id, person_id, stage_name, starts_at, ends_at)
    VALUES (${companyId}, ${liveSessionId}, ${shiftId}, ${personId}, ${stageName}, ${startsAt}, ${endsAt})
    ON CONFLICT (company_id, live_session_id, shift_id) DO UPDATE SET
      person_id = EXCLUDED.person_id, stage_name = EXCLUDED.stage_name,
      starts_at = EXCLUDED.starts_at, ends_at = EXCLUDED.ends_at`;
}

export async function dropShift(tx: Tx, { companyId, liveSessionId }: SessionKey, shiftId: ShiftId): Promise<void> {
  await tx.sql`
    DELETE FROM shift
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND shift_id = ${shiftId}`;
}
