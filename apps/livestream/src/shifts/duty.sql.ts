import type { Tx } from '#database/tx.js';
import type { CompanyId, DutyId, LiveSessionId, PersonId } from '#kernel/id.js';
import type { Duty, EndReason } from './shift.js';

interface SessionKey {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

const DUTIES_MAX = 500;

/** The newest first. */
export function findDuties(tx: Tx, { companyId, liveSessionId }: SessionKey): Promise<Duty[]> {
  return tx.sql<Duty>`
    SELECT duty_id AS "dutyId", person_id AS "personId", stage_name AS "stageName", starts_at AS "startsAt",
           ends_at AS "endsAt", end_reason AS "endReason"
    FROM duty WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
    ORDER BY starts_at DESC, ends_at DESC LIMIT ${DUTIES_MAX}`;
}

export async function findDuty(tx: Tx, { companyId, liveSessionId }: SessionKey, dutyId: DutyId) {
  const [duty] = await tx.sql<Duty>`
    SELECT duty_id AS "dutyId", person_id AS "personId", stage_name AS "stageName", starts_at AS "startsAt",
           ends_at AS "endsAt", end_reason AS "endReason"
    FROM duty WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND duty_id = ${dutyId}`;
  return duty;
}

export async function findOnDuty(tx: Tx, { companyId, liveSessionId }: SessionKey): Promise<Duty | undefined> {
  const [duty] = await tx.sql<Duty>`
    SELECT duty_id AS "dutyId", person_id AS "personId", stage_name AS "stageName", starts_at AS "startsAt",
           ends_at AS "endsAt", end_reason AS "endReason"
    FROM duty WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND ends_at IS NULL`;
  return duty;
}

/**
 * Under the session's lock. By the clock as it is now: a transaction that waited for the lock began before the duty that
 * was written meanwhile.
 */
export async function beginDuty(
  tx: Tx,
  { companyId, liveSessionId }: SessionKey,
  duty: { dutyId: DutyId; personId: PersonId; stageName: string; by: PersonId; device: string },
): Promise<void> {
  await tx.sql`
    INSERT INTO duty (company_id, live_session_id, duty_id, person_id, stage_name, starts_at, checked_in_by, device)
    SELECT ${companyId}, ${liveSessionId}, ${duty.dutyId}, ${duty.personId}, ${duty.stageName},
           greatest(clock_timestamp(), max(ends_at)), ${duty.by}, ${duty.device}
    FROM duty WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}`;
}

/** Under the session's lock. Whoever is on duty goes off it. */
export async function endDuty(
  tx: Tx,
  { companyId, liveSessionId }: SessionKey,
  reason: EndReason,
  by: PersonId | null = null,
): Promise<void> {
  await tx.sql`
    UPDATE duty SET ends_at = greatest(clock_timestamp(), starts_at), end_reason = ${reason}, ended_by = ${by}
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND ends_at IS NULL`;
}

export interface OnDuty extends SessionKey {
  dutyId: DutyId;
  personId: PersonId;
}

/** Everybody who is on duty anywhere, a page at a time. */
export function findAllOnDuty(tx: Tx, after: string, limit: number): Promise<OnDuty[]> {
  return tx.sql<OnDuty>`
    SELECT company_id AS "companyId", live_session_id AS "liveSessionId", duty_id AS "dutyId", person_id AS "personId"
    FROM duty WHERE ends_at IS NULL AND duty_id > ${after}::uuid ORDER BY duty_id LIMIT ${limit}`;
}
