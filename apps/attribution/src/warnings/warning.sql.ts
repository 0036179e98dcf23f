import type { Tx } from '#database/tx.js';
import { DUE_AFTER_H, OWNER, type Warning } from './warning.js';

export async function warn(tx: Tx, { companyId, code, subject, detail }: Warning): Promise<void> {
  await tx.sql`
    INSERT INTO warning (company_id, code, subject, detail, owner, due_at)
    VALUES (${companyId}, ${code}, ${subject}, ${detail}, ${OWNER}, now() + make_interval(hours => ${DUE_AFTER_H}))
    ON CONFLICT DO NOTHING`;
}

/** Closes a warning, also one that is still to come: what ends the trouble may be told before the trouble. */
export async function settle(tx: Tx, { companyId, code, subject, detail }: Warning): Promise<void> {
  await tx.sql`
    INSERT INTO warning (company_id, code, subject, detail, owner, due_at, closed_at, closed_reason)
    VALUES (${companyId}, ${code}, ${subject}, ${detail}, ${OWNER}, now(), now(), ${detail})
    ON CONFLICT (company_id, code, subject)
    DO UPDATE SET closed_at = now(), closed_reason = excluded.closed_reason WHERE warning.closed_at IS NULL`;
}

/** As `warn`, also if somebody has closed it before: the trouble is back, or not what it was. */
export async function openAgain(tx: Tx, { companyId, code, subject, detail }: Warning): Promise<void> {
  await tx.sql`
    INSERT INTO warning (company_id, code, subject, detail, owner, due_at)
    VALUES (${companyId}, ${code}, ${subject}, ${detail}, ${OWNER}, now() + make_interval(hours => ${DUE_AFTER_H}))
    ON CONFLICT (company_id, code, subject)
    DO UPDATE SET detail = excluded.detail, closed_at = NULL, closed_reason = NULL
    WHERE warning.detail <> excluded.detail OR warning.closed_at IS NOT NULL`;
}

/** Leaves no trace where there was no warning. */
export async function closeIfOpen(tx: Tx, { companyId, code, subject, detail }: Warning): Promise<void> {
  await tx.sql`
    UPDATE warning SET closed_at = now(), closed_reason = ${detail}
    WHERE company_id = ${companyId} AND code = ${code} AND subject = ${subject} AND closed_at IS NULL`;
}
