import type { Tx } from '#database/tx.js';
import type { MessageId } from '#kernel/id.js';

export interface WaitingMessage {
  messageId: MessageId;
  sealed: Buffer;
}

/** Sent soon after the transaction; the same id waits once. */
export async function addMessage(tx: Tx, { messageId, sealed }: WaitingMessage, lifeS: number): Promise<void> {
  await tx.sql`
    INSERT INTO text_message (message_id, sealed, expires_at)
    VALUES (${messageId}, ${sealed}, now() + ${lifeS}::int * interval '1 second')
    ON CONFLICT DO NOTHING`;
}

/** Those due, for this process to send. One that was not sent is tried again after 30 s, then ever later, to an hour. */
export const claimDueMessages = (tx: Tx) => tx.sql<WaitingMessage>`
  UPDATE text_message SET tries = tries + 1, next_at = now() + interval '30 seconds' * power(2, least(tries, 7))
  WHERE message_id IN (
    SELECT message_id FROM text_message WHERE next_at <= now() AND expires_at > now()
    ORDER BY next_at LIMIT 20 FOR UPDATE SKIP LOCKED)
  RETURNING message_id AS "messageId", sealed`;

export async function forgetMessage(tx: Tx, messageId: MessageId): Promise<void> {
  await tx.sql`DELETE FROM text_message WHERE message_id = ${messageId}`;
}

export async function forgetOldMessages(tx: Tx): Promise<void> {
  await tx.sql`DELETE FROM text_message WHERE expires_at < now()`;
}
