import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';

export interface Knock {
  /** Null: nobody has this phone. */
  personId: PersonId | null;
  passwordHash: string | null;
  hasFactor: boolean;
  /** Wrong passwords in the running window of 15 minutes. */
  failures: number;
  windowLeftS: number;
}

export async function findKnock(tx: Tx, phoneIndex: Buffer): Promise<Knock | undefined> {
  const [knock] = await tx.sql<Knock>`
    SELECT p.person_id AS "personId", p.password_hash AS "passwordHash", coalesce(f.failures, 0) AS failures,
           coalesce(ceil(extract(epoch FROM f.since + interval '15 minutes' - now())), 0)::int AS "windowLeftS",
           EXISTS (SELECT FROM second_factor s WHERE s.person_id = p.person_id AND s.confirmed_at IS NOT NULL)
             AS "hasFactor"
    FROM (VALUES (${phoneIndex}::bytea)) AS asked (phone_index)
    LEFT JOIN person p ON p.phone_index = asked.phone_index
    LEFT JOIN sign_in_failure f ON f.phone_index = asked.phone_index AND f.since > now() - interval '15 minutes'`;
  return knock;
}

export async function countFailure(tx: Tx, phoneIndex: Buffer): Promise<void> {
  await tx.sql`
    INSERT INTO sign_in_failure AS f (phone_index, failures) VALUES (${phoneIndex}, 1)
    ON CONFLICT (phone_index) DO UPDATE SET
      failures = CASE WHEN f.since > now() - interval '15 minutes' THEN f.failures + 1 ELSE 1 END,
      since = CASE WHEN f.since > now() - interval '15 minutes' THEN f.since ELSE now() END`;
}

export async function clearFailures(tx: Tx, phoneIndex: Buffer): Promise<void> {
  await tx.sql`DELETE FROM sign_in_failure WHERE phone_index = ${phoneIndex}`;
}

export async function forgetOldFailures(tx: Tx): Promise<void> {
  await tx.sql`DELETE FROM sign_in_failure WHERE since < now() - interval '15 minutes'`;
}
