import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';
import type { AccountRow } from './account.js';

export async function findAccount(
  tx: Tx,
  personId: PersonId,
): Promise<(AccountRow & { phoneSealed: Buffer }) | undefined> {
  const [account] = await tx.sql<AccountRow & { phoneSealed: Buffer }>`
    SELECT p.person_id AS "personId", p.name, p.phone_sealed AS "phoneSealed",
      p.phone_proved_at IS NOT NULL AS "phoneProved", f.confirmed_at IS NOT NULL AS "secondFactor",
      (SELECT count(*)::int FROM recovery_code r WHERE r.person_id = p.person_id AND r.used_at IS NULL)
        AS "recoveryCodesLeft"
    FROM person p LEFT JOIN second_factor f USING (person_id) WHERE p.person_id = ${personId}`;
  return account;
}
