import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';
import type { SealedPhone } from './phone-seal.js';

export interface NewPerson {
  personId: PersonId;
  name: string;
  phone: SealedPhone;
  passwordHash: string;
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
  const [person] = await tx.sql<{ passwordHash: string }>`
    SELECT password_hash AS "passwordHash" FROM person WHERE person_id = ${personId}`;
  return person?.passwordHash;
}

/** False if the phone number belongs to somebody else. */
export async function updatePerson(tx: Tx, { personId, name, phone, passwordHash }: NewPerson): Promise<boolean> {
  const updated = await tx.sql`
    UPDATE person
    SET name = ${name}, phone_index = ${phone.index}, phone_sealed = ${phone.sealed}, phone_key_id = ${phone.keyId},
        password_hash = ${passwordHash}
    WHERE person_id = ${personId}
      AND NOT EXISTS (SELECT FROM person WHERE phone_index = ${phone.index} AND person_id <> ${personId})
    RETURNING person_id`;
  return updated.length === 1;
}
