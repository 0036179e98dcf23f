import type { Tx } from '#database/tx.js';
import type { AddressId, PersonId } from '#kernel/id.js';

export interface AddressRow {
  addressId: AddressId;
  sealed: Buffer;
  regionCode: string;
  isDefault: boolean;
}

/** A book is changed by one at a time. False if there is no such person. */
export async function lockBook(tx: Tx, personId: PersonId): Promise<boolean> {
  const locked = await tx.sql`SELECT FROM person WHERE person_id = ${personId} FOR NO KEY UPDATE`;
  return locked.length === 1;
}

export const readBook = (tx: Tx, personId: PersonId) => tx.sql<AddressRow>`
  SELECT address_id AS "addressId", sealed, region_code AS "regionCode", is_default AS "isDefault"
  FROM address WHERE person_id = ${personId} ORDER BY is_default DESC, added_at DESC, address_id`;

export async function writeAddress(tx: Tx, personId: PersonId, row: AddressRow & { keyId: string }): Promise<void> {
  // The others first: there is never a moment with two defaults.
  if (row.isDefault) {
    await tx.sql`
      UPDATE address SET is_default = false
      WHERE person_id = ${personId} AND is_default AND address_id <> ${row.addressId}`;
  }
  await tx.sql`
    INSERT INTO address (person_id, address_id, sealed, key_id, region_code, is_default)
    VALUES (${personId}, ${row.addressId}, ${row.sealed}, ${row.keyId}, ${row.regionCode}, ${row.isDefault})
    ON CONFLICT (person_id, address_id) DO UPDATE SET sealed = excluded.sealed, key_id = excluded.key_id,
      region_code = excluded.region_code, is_default = excluded.is_default`;
}

/** If it was the default, the newest of the others is from now on. */
export async function removeAddress(tx: Tx, personId: PersonId, addressId: AddressId): Promise<void> {
  await tx.sql`DELETE FROM address WHERE (person_id, address_id) = (${personId}, ${addressId})`;
  await tx.sql`
    UPDATE address SET is_default = true
    WHERE (person_id, address_id) = (
        SELECT person_id, address_id FROM address WHERE person_id = ${personId} ORDER BY added_at DESC, address_id LIMIT 1)
      AND NOT EXISTS (SELECT FROM address WHERE person_id = ${personId} AND is_default)`;
}
