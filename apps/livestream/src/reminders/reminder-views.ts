import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ReminderAnswer_Kind, type ReminderAnswerSchema } from '#contracts/tianjian/livestream/v1/reminders_pb.js';
import type { Tx } from '#database/tx.js';
import type { PersonId } from '#kernel/id.js';
import { findReminders, isSubscribed, type Announced } from './reminder.sql.js';

/** What a person knows of their reminders of a session. */
export async function showReminders(
  tx: Tx,
  { liveSessionId, startsAt }: Announced,
  personId: PersonId,
): Promise<MessageInitShape<typeof ReminderAnswerSchema>> {
  const reminders = await findReminders(tx, liveSessionId, personId);
  return {
    subscribed: await isSubscribed(tx, liveSessionId, personId),
    startsAt: startsAt ? timestampFromDate(startsAt) : undefined,
    reminders: reminders.map(({ kind, dueAt, sentAt, reached }) => ({
      kind: ReminderAnswer_Kind[kind],
      dueAt: timestampFromDate(dueAt),
      sentAt: sentAt ? timestampFromDate(sentAt) : undefined,
      reached,
    })),
  };
}
