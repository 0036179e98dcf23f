import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';
import type { SealedPhone } from './phone-seal.js';

export interface NewPerson {
  personId: PersonId;
  name: string;
  phone: SealedPhone;
  /** Null: they enter by codes. */
  passwordHash: string | null;
}

/** False if the phone number (or the id) already belongs to somebody. */
export async function insertPerson(tx: Tx, { personId, name, phone, passwordHash }: NewPerson): Promise<boolean> {
  const inserted = await tx.sql`
    INSERT INTO person (person_id, name, phone_index, phone_sealed, phone_key_id, password_hash)
    VALUES (${personId}, ${name}, ${phone.index}, ${phone.sealed}, ${phone.keyId}, ${passwordHash})
    ON CONFLICT DO NOTHING RETURNING person_id`;
  return inserted.length === 1;
}

export async function findPasswordHash(tx: Tx, personId: PersonId): Promise<string | undefined> {
  const [person] = await tx.sql<{ passwordHash: string | null }>`
    SELECT password_hash AS "passwordHash" FROM person WHERE person_id = ${personId}`;
  return person?.passwordHash ?? undefined;
}

/** False if the phone number belongs to somebody else. */
export async function updatePerson(tx: Tx, { personId, name, phone, passwordHash }: NewPerson): Promise<boolean> {
  const updated = await tx.sql`
    UPDATE person
    SET name = ${name}, phone_index = ${phone.index}, phone_sealed = ${phone.sealed}, phone_key_id = ${phone.keyId},
        password_hash = ${passwordHash},
        phone_proved_at = CASE WHEN phone_index = ${phone.index} THEN phone_proved_at END
    WHERE person_id = ${personId}
      AND NOT EXISTS (SELECT FROM person WHERE phone_index = ${phone.index} AND person_id <> ${personId})
    RETURNING person_id`;
  return updated.length === 1;
}

export async function isTaken(tx: Tx, phoneIndex: Buffer): Promise<boolean> {
  const found = await tx.sql`SELECT FROM person WHERE phone_index = ${phoneIndex}`;
  return found.length === 1;
}

export async function findPhone(tx: Tx, personId: PersonId): Promise<{ index: Buffer; sealed: Buffer } | undefined> {
  const [phone] = await tx.sql<{ index: Buffer; sealed: Buffer }>`
    SELECT phone_index AS index, phone_sealed AS sealed FROM person WHERE person_id = ${personId}`;
  return phone;
}

/** Only as long as it is still the number that got the code. */
export async function provePhone(tx: Tx, personId: PersonId, phoneIndex: Buffer): Promise<void> {
  await tx.sql`
    UPDATE person SET phone_proved_at = coalesce(phone_proved_at, now())
    WHERE (person_id, phone_index) = (${personId}, ${phoneIndex})`;
}

/**
 * Whose phone it is, whose holder got a code on it. The first proof takes the password away that was set before it:
 * whoever set that has not shown to hold the phone, and may have waited for its holder to come.
 */
export async function provePhoneOfWhom(
  tx: Tx,
  phoneIndex: Buffer,
): Promise<{ personId: PersonId; isFirst: boolean } | undefined> {
  const [person] = await tx.sql<{ personId: PersonId; isFirst: boolean }>`
    WITH before AS (
      SELECT person_id, phone_proved_at IS NULL AS is_first FROM person WHERE phone_index = ${phoneIndex} FOR UPDATE)
    UPDATE person p SET
      phone_proved_at = coalesce(phone_proved_at, now()),
      password_hash = CASE WHEN is_first THEN NULL ELSE password_hash END
    FROM before b WHERE p.person_id = b.person_id
    RETURNING p.person_id AS "personId", b.is_first AS "isFirst"`;
  return person;
}

/** By whoever got the code on that phone, which proves it, too. Undefined if nobody has it any more. */
export async function setPassword(tx: Tx, phoneIndex: Buffer, passwordHash: string): Promise<PersonId | undefined> {
  const [person] = await tx.sql<{ personId: PersonId }>`
    UPDATE person SET password_hash = ${passwordHash}, phone_proved_at = coalesce(phone_proved_at, now())
    WHERE phone_index = ${phoneIndex} RETURNING person_id AS "personId"`;
  return person?.personId;
}
