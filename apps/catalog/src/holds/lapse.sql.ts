import type { Tx } from '#database/tx.js';
import type { CompanyId, HoldId } from '#kernel/id.js';

export interface DueHold {
  companyId: CompanyId;
  holdId: HoldId;
}

/** Provisional holds past their time, the oldest first. */
export const findDue = (tx: Tx, limit: number) => tx.sql<DueHold>`
  SELECT company_id AS "companyId", hold_id AS "holdId" FROM hold
  WHERE status = 'PROVISIONAL' AND expires_at <= now() ORDER BY expires_at LIMIT ${limit}`;

/** Orders knows them: the event that says so is on its way and will change nothing more. */
export async function adopt(tx: Tx, holds: DueHold[]): Promise<void> {
  if (holds.length === 0) return;
  await tx.sql`
    UPDATE hold h SET status = 'ADOPTED' FROM (
      SELECT company_id, hold_id FROM unnest(
        ${holds.map((hold) => hold.companyId)}::uuid[], ${holds.map((hold) => hold.holdId)}::uuid[]
      ) AS due (company_id, hold_id) JOIN hold USING (company_id, hold_id)
      WHERE status = 'PROVISIONAL' ORDER BY company_id, hold_id FOR UPDATE OF hold) AS due
    WHERE (h.company_id, h.hold_id) = (due.company_id, due.hold_id)`;
}
