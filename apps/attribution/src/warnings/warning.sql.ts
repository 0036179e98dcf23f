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
