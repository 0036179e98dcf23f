import { EventId } from '#kernel/id.js';
import { consumersOf, events, serviceOfConsumer } from '#messaging/contract.js';
import type { Courier, Dispatch } from '#messaging/courier.js';
import { eventSubject, missingSubject } from '#messaging/subjects.js';
import type { Db } from './db.js';

const PAGE = 1_000;
// Young events are on their way: asking for them would only double the traffic.
const SETTLED_S = 10;
const RESEND_AT_ONCE = 200;
// At one go. So many are a backlog that is being worked off and hardly ever a loss: all of it sent again would only make
// it longer. What was lost after all is sent with the next ones.
const RESEND_MAX = 5_000;

type Ask = (subject: string, request: { consumer: string; eventIds: string[] }) => Promise<string[]>;

const consumersBySubject = new Map(events.map((event) => [eventSubject(event), consumersOf(event)]));

/**
 * The broker is a courier, not the record: asks every subscriber which of the events sent to it were not applied, and
 * sends those again under a new message id (the stream would drop the old one) with the same event id.
 */
export class Reconciler {
  constructor(
    private readonly db: Db,
    private readonly courier: Courier,
    private readonly ask: Ask,
  ) {}

  /** Goes through what is unconfirmed, oldest first. Returns how many events were sent again. */
  async reconcile(): Promise<number> {
    let sentAgain = 0;
    let after = '00000000-0000-0000-0000-000000000000';
    // Ends: every page begins after the last id of the one before, and young events are left out.
    for (;;) {
      const page = await this.pageAfter(after);
      const missing = await this.missingOf(page);
      await this.confirm(page.filter((row) => !missing.has(row.messageId)));
      for (let at = 0; at < missing.size; at += RESEND_AT_ONCE) {
        const some = [...missing.values()].slice(at, at + RESEND_AT_ONCE);
        await Promise.all(some.map((row) => this.courier.deliver({ ...row, messageId: EventId.new() })));
      }
      sentAgain += missing.size;
      const last = page.at(-1);
      if (!last || page.length < PAGE || sentAgain >= RESEND_MAX) return sentAgain;
      after = last.messageId;
    }
  }

  private pageAfter(after: string): Promise<Dispatch[]> {
    return this.db.single(
      (tx) => tx.sql<Dispatch>`
        SELECT id AS "messageId", event_id AS "eventId", subject, payload, traceparent FROM outbox
        WHERE confirmed_at IS NULL AND id > ${after} AND sent_at < now() - make_interval(secs => ${SETTLED_S})
        ORDER BY id LIMIT ${PAGE}`,
    );
  }

  private async missingOf(page: Dispatch[]): Promise<Map<string, Dispatch>> {
    const missing = new Map<string, Dispatch>();
    for (const [subject, rows] of bySubject(page)) {
      const byEvent = new Map(rows.map((row) => [row.eventId, row]));
      for (const consumer of consumersBySubject.get(subject) ?? []) {
        const unknown = await this.ask(missingSubject(serviceOfConsumer(consumer)), {
          consumer,
          eventIds: [...byEvent.keys()],
        });
        for (const row of unknown.map((eventId) => byEvent.get(eventId))) if (row) missing.set(row.messageId, row);
      }
    }
    return missing;
  }

  private async confirm(rows: Dispatch[]): Promise<void> {
    if (rows.length === 0) return;
    await this.db.single(
      (tx) =>
        tx.sql`UPDATE outbox SET confirmed_at = now() WHERE id = ANY(${rows.map((row) => row.messageId)}::uuid[])`,
    );
  }
}

/** The subscriber's side: which of these events a consumer has neither applied nor kept as a dead letter. */
export async function missingIn(db: Db, consumer: string, eventIds: string[]): Promise<string[]> {
  const rows = await db.single(
    (tx) => tx.sql<{ eventId: string }>`
      SELECT asked.event_id AS "eventId" FROM unnest(${eventIds}::uuid[]) AS asked (event_id)
      WHERE NOT EXISTS (SELECT FROM inbox WHERE consumer = ${consumer} AND inbox.event_id = asked.event_id)
        AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.consumer = ${consumer} AND d.event_id = asked.event_id)`,
  );
  return rows.map((row) => row.eventId);
}

function bySubject(page: Dispatch[]): Map<string, Dispatch[]> {
  const groups = new Map<string, Dispatch[]>();
  for (const row of page) groups.set(row.subject, [...(groups.get(row.subject) ?? []), row]);
  return groups;
}
