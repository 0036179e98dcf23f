import type { Tx } from '#database/tx.js';
import type { EnrolmentId, PersonId } from '#kernel/id.js';

export interface Factor {
  enrolmentId: EnrolmentId;
  secretSealed: Buffer;
  inForce: boolean;
  lastStep: number;
}

interface NewFactor {
  enrolmentId: EnrolmentId;
  secretSealed: Buffer;
  keyId: string;
}

const FAILURES_MAX = 5;

/** Takes the place of an enrolment that was not confirmed; the same enrolment again, or one in force, stays. */
export async function enrolFactor(tx: Tx, personId: PersonId, { enrolmentId, secretSealed, keyId }: NewFactor) {
  await tx.sql`
    INSERT INTO second_factor AS f (person_id, enrolment_id, secret_sealed, key_id)
    VALUES (${personId}, ${enrolmentId}, ${secretSealed}, ${keyId})
    ON CONFLICT (person_id) DO UPDATE SET enrolment_id = excluded.enrolment_id,
      secret_sealed = excluded.secret_sealed, key_id = excluded.key_id
      WHERE f.confirmed_at IS NULL AND f.enrolment_id <> excluded.enrolment_id`;
  const [factor] = await tx.sql<Factor & { name: string }>`
    SELECT f.enrolment_id AS "enrolmentId", f.secret_sealed AS "secretSealed", f.confirmed_at IS NOT NULL AS "inForce",
      f.last_step::float8 AS "lastStep", p.name
    FROM second_factor f JOIN person p USING (person_id) WHERE person_id = ${personId}`;
  return factor;
}

/** The factor, with one try less; or how long nobody may try. The try is gone whatever comes of it. */
export async function takeFactorTry(tx: Tx, personId: PersonId): Promise<(Factor & { waitS: number }) | undefined> {
  const [factor] = await tx.sql<Factor & { waitS: number }>`
    WITH counted AS (
      UPDATE second_factor
      SET failures = CASE WHEN failing_since > now() - interval '15 minutes' THEN failures + 1 ELSE 1 END,
        failing_since = CASE WHEN failing_since > now() - interval '15 minutes' AND failures > 0
          THEN failing_since ELSE now() END
      WHERE person_id = ${personId}
        AND (failures < ${FAILURES_MAX} OR failing_since <= now() - interval '15 minutes')
      RETURNING person_id)
    SELECT enrolment_id AS "enrolmentId", secret_sealed AS "secretSealed", confirmed_at IS NOT NULL AS "inForce",
      last_step::float8 AS "lastStep",
      CASE WHEN EXISTS (SELECT FROM counted) THEN 0
        ELSE greatest(1, ceil(extract(epoch FROM failing_since + interval '15 minutes' - now())))::int END AS "waitS"
    FROM second_factor WHERE person_id = ${personId}`;
  return factor;
}

/** False if this step, or a later one, was taken meanwhile. */
export async function takeStep(tx: Tx, personId: PersonId, step: number): Promise<boolean> {
  const taken = await tx.sql`
    UPDATE second_factor SET last_step = ${step}::bigint, failures = 0
    WHERE person_id = ${personId} AND last_step < ${step}::bigint RETURNING person_id`;
  return taken.length === 1;
}

/** False if it is in force already, or was taken back. */
export async function confirmFactor(tx: Tx, personId: PersonId, enrolmentId: EnrolmentId): Promise<boolean> {
  const confirmed = await tx.sql`
    UPDATE second_factor SET confirmed_at = now()
    WHERE (person_id, enrolment_id) = (${personId}, ${enrolmentId}) AND confirmed_at IS NULL RETURNING person_id`;
  return confirmed.length === 1;
}

export async function addRecoveryCodes(tx: Tx, personId: PersonId, hashes: Buffer[]): Promise<void> {
  await tx.sql`INSERT INTO recovery_code (person_id, code_hash) SELECT ${personId}, unnest(${hashes}::bytea[])`;
}

/** False if it is none, or was used before. */
export async function useRecoveryCode(tx: Tx, personId: PersonId, hash: Buffer): Promise<boolean> {
  const used = await tx.sql`
    WITH used AS (
      UPDATE recovery_code SET used_at = now()
      WHERE (person_id, code_hash) = (${personId}, ${hash}) AND used_at IS NULL RETURNING person_id)
    UPDATE second_factor f SET failures = 0 FROM used WHERE f.person_id = used.person_id RETURNING f.person_id`;
  return used.length === 1;
}

export async function isFactorInForce(tx: Tx, personId: PersonId): Promise<boolean> {
  const found = await tx.sql`SELECT FROM second_factor WHERE person_id = ${personId} AND confirmed_at IS NOT NULL`;
  return found.length === 1;
}

export async function removeFactor(tx: Tx, personId: PersonId): Promise<void> {
  await tx.sql`DELETE FROM second_factor WHERE person_id = ${personId}`;
}
