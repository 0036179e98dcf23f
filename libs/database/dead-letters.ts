import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetters } from '#messaging/consumer.js';
import type { Db } from './db.js';

const TRIES_MAX = 5;
const FIRST_PAUSE_S = 2;
const REPLAY_PAGE = 50;

export interface DeadLetter {
  consumer: string;
  eventId: string;
  subject: string;
  payload: string;
}

/** Events at fault, as rows: tried again after 2, 8, 32, 128 s, then left to a person. */
export class DeadLetterBox implements DeadLetters {
  constructor(private readonly db: Db) {}

  async keep(consumer: string, letters: { eventId: string; subject: string; payload: string; error: string }[]) {
    await this.db.transaction(async (tx) => {
      for (const { eventId, subject, payload, error } of letters) {
        await tx.sql`
          INSERT INTO dead_letter (consumer, event_id, subject, payload, error, next_at)
          VALUES (${consumer}, ${eventId}, ${subject}, ${payload}, ${error}, now() + make_interval(secs => ${FIRST_PAUSE_S}))
          ON CONFLICT (consumer, event_id) DO NOTHING`;
      }
    });
  }

  /** Applies what is due once more. `apply` throws if it still cannot be done. */
  async replayDue(apply: (letter: DeadLetter) => Promise<void>): Promise<void> {
    const due = await this.db.single(
      (tx) => tx.sql<DeadLetter>`
        SELECT consumer, event_id AS "eventId", subject, payload FROM dead_letter
        WHERE solved_at IS NULL AND next_at <= now() ORDER BY next_at LIMIT ${REPLAY_PAGE}`,
    );
    for (const letter of due) {
      try {
        await apply(letter);
        await this.solve(letter);
      } catch (error) {
        await this.postpone(letter, String(error));
      }
      await sleep(0);
    }
  }

  private async solve({ consumer, eventId }: DeadLetter): Promise<void> {
    await this.db.single(
      (tx) => tx.sql`
        UPDATE dead_letter SET solved_at = now(), next_at = NULL WHERE consumer = ${consumer} AND event_id = ${eventId}`,
    );
  }

  private async postpone({ consumer, eventId }: DeadLetter, error: string): Promise<void> {
    await this.db.single(
      (tx) => tx.sql`
        UPDATE dead_letter SET tries = tries + 1, error = ${error},
          next_at = CASE WHEN tries + 1 < ${TRIES_MAX}
                         THEN now() + make_interval(secs => ${FIRST_PAUSE_S} * 4 ^ tries) END
        WHERE consumer = ${consumer} AND event_id = ${eventId}`,
    );
  }
}
