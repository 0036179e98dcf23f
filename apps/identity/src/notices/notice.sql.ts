import type { Tx } from '#database/tx.js';
import type { MessageId, PersonId } from '#kernel/id.js';

/** Whoever is asked about and there; their number opens under their own id. */
export const findPhones = (tx: Tx, personIds: PersonId[]) => tx.sql<{
  personId: PersonId;
  sealed: Buffer;
  proved: boolean;
}>`
  SELECT person_id AS "personId", phone_sealed AS sealed, phone_proved_at IS NOT NULL AS proved
  FROM person WHERE person_id = ANY (${personIds}::uuid[])`;

/** Those that were not taken before. */
export async function takeNew(
  tx: Tx,
  notices: { noticeId: MessageId; personId: PersonId; reaches: boolean }[],
): Promise<Set<string>> {
  const taken = await tx.sql<{ noticeId: string }>`
    INSERT INTO notice (notice_id, person_id, reaches)
    SELECT * FROM unnest(${notices.map((one) => one.noticeId)}::uuid[], ${notices.map((one) => one.personId)}::uuid[],
                         ${notices.map((one) => one.reaches)}::boolean[])
    ON CONFLICT DO NOTHING RETURNING notice_id AS "noticeId"`;
  return new Set(taken.map(({ noticeId }) => noticeId));
}

/** As it was when they were taken. */
export async function findReaching(tx: Tx, noticeIds: MessageId[]): Promise<string[]> {
  const rows = await tx.sql<{ noticeId: string }>`
    SELECT notice_id AS "noticeId" FROM notice WHERE notice_id = ANY (${noticeIds}::uuid[]) AND reaches`;
  return rows.map(({ noticeId }) => noticeId);
}

/** Nobody asks again after so long. */
export async function forgetOldNotices(tx: Tx): Promise<void> {
  await tx.sql`DELETE FROM notice WHERE taken_at < now() - interval '90 days'`;
}
