import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';
import { refreshTokenHash, type Family } from './refresh-token.js';

export type EndReason = 'signed_out' | 'reused' | 'password_changed' | 'second_factor';

interface ShownToken extends Family {
  familyId: string;
  personId: PersonId;
  shownGeneration: number;
}

export async function startFamily(tx: Tx, personId: PersonId, token: string): Promise<void> {
  await tx.sql`
    WITH family AS (INSERT INTO refresh_family (person_id) VALUES (${personId}) RETURNING family_id, generation)
    INSERT INTO refresh_token (token_hash, family_id, generation)
    SELECT ${refreshTokenHash(token)}, family_id, generation FROM family`;
}

/** Locks the family, so that two who show its tokens at once are judged one after the other. */
export async function lockFamilyOf(tx: Tx, token: string): Promise<ShownToken | undefined> {
  const [shown] = await tx.sql<ShownToken>`
    SELECT f.family_id AS "familyId", f.person_id AS "personId", f.generation, t.generation AS "shownGeneration",
           f.replayed_at IS NOT NULL AS replayed,
           f.ended_at IS NOT NULL OR f.rotated_at < now() - interval '30 days' AS over,
           (extract(epoch FROM clock_timestamp() - f.rotated_at) * 1000)::float8 AS "sinceRotationMs"
    FROM refresh_token t JOIN refresh_family f USING (family_id)
    WHERE t.token_hash = ${refreshTokenHash(token)}
    FOR UPDATE OF f`;
  return shown;
}

export async function rotate(tx: Tx, familyId: string, successor: string): Promise<void> {
  await tx.sql`
    WITH family AS (
      UPDATE refresh_family
      SET generation = generation + 1, rotated_at = clock_timestamp(), replayed_at = NULL
      WHERE family_id = ${familyId} RETURNING family_id, generation)
    INSERT INTO refresh_token (token_hash, family_id, generation)
    SELECT ${refreshTokenHash(successor)}, family_id, generation FROM family`;
}

/** Another token of the generation in force: the one sent before may never have arrived. */
export async function replay(tx: Tx, familyId: string, successor: string): Promise<void> {
  await tx.sql`
    WITH family AS (
      UPDATE refresh_family SET replayed_at = clock_timestamp()
      WHERE family_id = ${familyId} RETURNING family_id, generation)
    INSERT INTO refresh_token (token_hash, family_id, generation)
    SELECT ${refreshTokenHash(successor)}, family_id, generation FROM family`;
}

export async function endFamily(tx: Tx, familyId: string, reason: EndReason): Promise<void> {
  await tx.sql`
    UPDATE refresh_family SET ended_at = now(), end_reason = ${reason}
    WHERE family_id = ${familyId} AND ended_at IS NULL`;
}

export async function endFamilyOfToken(tx: Tx, token: string, reason: EndReason): Promise<void> {
  await tx.sql`
    UPDATE refresh_family f SET ended_at = now(), end_reason = ${reason}
    FROM refresh_token t
    WHERE t.token_hash = ${refreshTokenHash(token)} AND f.family_id = t.family_id AND f.ended_at IS NULL`;
}

export async function endFamiliesOf(tx: Tx, personId: PersonId, reason: EndReason): Promise<void> {
  await tx.sql`
    UPDATE refresh_family SET ended_at = now(), end_reason = ${reason}
    WHERE person_id = ${personId} AND ended_at IS NULL`;
}

/** Families that nobody can use any more; their tokens go with them. */
export async function forgetOldFamilies(tx: Tx): Promise<void> {
  await tx.sql`
    DELETE FROM refresh_family WHERE family_id IN (
      SELECT family_id FROM refresh_family WHERE rotated_at < now() - interval '31 days' LIMIT 1000)`;
}
