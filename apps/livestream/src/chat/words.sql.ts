import type { Tx } from '#database/tx.js';
import type { CompanyId } from '#kernel/id.js';
import type { Word } from './word-list.js';

export const readCompanyWords = (tx: Tx, companyId: CompanyId) =>
  tx.sql<Word>`SELECT word, alike FROM chat_word WHERE company_id = ${companyId}`;

export const readPlatformWords = (tx: Tx) => tx.sql<Word>`SELECT word, alike FROM platform_word`;

/** Locks the list, so that two who add at once do not pass its limit together. */
export async function raiseVersion(tx: Tx, companyId: CompanyId): Promise<void> {
  await tx.sql`
    INSERT INTO chat_word_list (company_id, version) VALUES (${companyId}, 1)
    ON CONFLICT (company_id) DO UPDATE SET version = chat_word_list.version + 1`;
}

export async function addWords(tx: Tx, companyId: CompanyId, words: string[], alike: boolean): Promise<void> {
  await tx.sql`
    INSERT INTO chat_word (company_id, word, alike)
    SELECT ${companyId}, unnest(${words}::text[]), ${alike}
    ON CONFLICT (company_id, word) DO UPDATE SET alike = EXCLUDED.alike`;
}

export async function countWords(tx: Tx, companyId: CompanyId): Promise<number> {
  const [counted] = await tx.sql<{ count: number }>`
    SELECT count(*)::int AS count FROM chat_word WHERE company_id = ${companyId}`;
  return counted?.count ?? 0;
}

/** Those that stood on the list. */
export async function removeWords(tx: Tx, companyId: CompanyId, words: string[]): Promise<string[]> {
  const removed = await tx.sql<{ word: string }>`
    DELETE FROM chat_word WHERE company_id = ${companyId} AND word = ANY (${words}::text[]) RETURNING word`;
  return removed.map(({ word }) => word);
}

export const listWords = (tx: Tx, companyId: CompanyId, after: string, rows: number) =>
  tx.sql<Word>`
    SELECT word, alike FROM chat_word
    WHERE company_id = ${companyId} AND word COLLATE "C" > ${after}
    ORDER BY word COLLATE "C" LIMIT ${rows}`;

export async function changePlatformWords(
  tx: Tx,
  { add, remove, alike }: { add: string[]; remove: string[]; alike: boolean },
): Promise<void> {
  await tx.sql`UPDATE platform_word_list SET version = version + 1`;
  await tx.sql`DELETE FROM platform_word WHERE word = ANY (${remove}::text[])`;
  await tx.sql`
    INSERT INTO platform_word (word, alike) SELECT unnest(${add}::text[]), ${alike}
    ON CONFLICT (word) DO UPDATE SET alike = EXCLUDED.alike`;
}
