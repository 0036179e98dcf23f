import type { Tx } from '#database/tx.js';
import type { CodeId, EntryId } from '#kernel/id.js';
import { LIFE_S, REMEMBERED, TRIES_MAX, type Purpose } from './code.js';

export interface Sent {
  codeId: CodeId;
  phoneIndex: Buffer;
  purpose: Purpose;
}

/** Codes for one phone are asked for one after the other, so that they can be counted. */
export async function lockPhone(tx: Tx, phoneIndex: Buffer): Promise<void> {
  await tx.sql`SELECT pg_advisory_xact_lock(hashtextextended('phone_code ' || encode(${phoneIndex}, 'hex'), 0))`;
}

export async function findCode(tx: Tx, codeId: CodeId): Promise<Sent | undefined> {
  const [sent] = await tx.sql<Sent>`
    SELECT code_id AS "codeId", phone_index AS "phoneIndex", purpose FROM phone_code WHERE code_id = ${codeId}`;
  return sent;
}

/** Seconds since the last ones were sent, the newest first. */
export async function agesOfCodes(tx: Tx, phoneIndex: Buffer): Promise<number[]> {
  const rows = await tx.sql<{ age: number }>`
    SELECT extract(epoch FROM now() - sent_at)::float8 AS age FROM phone_code
    WHERE phone_index = ${phoneIndex} ORDER BY sent_at DESC LIMIT ${REMEMBERED}`;
  return rows.map(({ age }) => age);
}

export async function addCode(tx: Tx, { codeId, phoneIndex, purpose }: Sent, codeHash: Buffer): Promise<void> {
  await tx.sql`
    INSERT INTO phone_code (code_id, phone_index, purpose, code_hash)
    VALUES (${codeId}, ${phoneIndex}, ${purpose}, ${codeHash})`;
}

export interface Tried {
  codeId: CodeId;
  codeHash: Buffer;
  used: boolean;
}

/** The code sent last, if a try at it is left; the try is gone whatever comes of it, also where many come at once. */
export async function takeTry(tx: Tx, phoneIndex: Buffer, purpose: Purpose): Promise<Tried | undefined> {
  const [tried] = await tx.sql<Tried>`
    UPDATE phone_code SET tries = tries + 1
    WHERE code_id = (
        SELECT code_id FROM phone_code WHERE (phone_index, purpose) = (${phoneIndex}, ${purpose})
        ORDER BY sent_at DESC LIMIT 1)
      AND tries < ${TRIES_MAX} AND sent_at > now() - ${LIFE_S}::int * interval '1 second'
    RETURNING code_id AS "codeId", code_hash AS "codeHash", used_at IS NOT NULL AS used`;
  return tried;
}

/** False if it was used before. */
export async function useCode(tx: Tx, codeId: CodeId): Promise<boolean> {
  const used = await tx.sql`
    UPDATE phone_code SET used_at = now() WHERE code_id = ${codeId} AND used_at IS NULL RETURNING code_id`;
  return used.length === 1;
}

/** False if it was used before, for another entry. */
export async function useCodeFor(tx: Tx, codeId: CodeId, entryId: EntryId): Promise<boolean> {
  const used = await tx.sql`
    UPDATE phone_code SET used_at = coalesce(used_at, now()), entry_id = ${entryId}
    WHERE code_id = ${codeId} AND (used_at IS NULL OR entry_id = ${entryId}) RETURNING code_id`;
  return used.length === 1;
}

export async function forgetOldCodes(tx: Tx): Promise<void> {
  await tx.sql`DELETE FROM phone_code WHERE sent_at < now() - interval '1 day'`;
}
