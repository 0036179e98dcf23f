import type { DataSource } from 'typeorm';
import type { Courier, Dispatch } from '#messaging/courier.js';
import { asProblem } from './trouble.js';
import { Tx, type Whisper } from './tx.js';
import type { HandOver } from './db.js';
import { Group } from './group.js';

const IN_MEMORY_MAX = 5_000;
const BACKLOG_PAGE = 500;
// At one go: whoever stops the service waits for it.
const PAGES_MAX = 40;
const MARK_LINGER_MS = 100;

/**
 * Takes events from the outbox to their stream. Fed from memory right after a commit; what a crash or a broker's
 * absence left behind is found by polling, several relays beside each other.
 */
export class Relay implements HandOver {
  private inFlight = 0;
  private readonly marks: Group<string, void>;

  constructor(
    private readonly source: DataSource,
    private readonly courier: Courier,
  ) {
    this.marks = new Group('relay', (ids) => this.markSent(ids), {
      batch: BACKLOG_PAGE,
      queue: IN_MEMORY_MAX,
      lingerMs: MARK_LINGER_MS,
    });
  }

  handOver(dispatches: Dispatch[]): void {
    for (const dispatch of dispatches) {
      if (this.inFlight >= IN_MEMORY_MAX) return; // The backlog poll finds it.
      this.inFlight += 1;
      void this.deliver(dispatch).finally(() => (this.inFlight -= 1));
    }
  }

  whisper(whispers: Whisper[]): void {
    for (const { subject, payload } of whispers) this.courier.whisper(subject, payload);
  }

  /** Sends what was committed and not sent by now, page by page while there is more. Returns how many. */
  async sendBacklog(): Promise<number> {
    let sent = 0;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const of = await this.sendPage();
      sent += of;
      if (of < BACKLOG_PAGE) break;
    }
    return sent;
  }

  private async sendPage(): Promise<number> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      // The one network call inside a transaction: it holds nothing but unsent rows, which other relays skip.
      const tx = new Tx(runner);
      const rows = await tx.sql<Dispatch>`
        SELECT id AS "messageId", event_id AS "eventId", subject, payload, traceparent FROM outbox
        WHERE sent_at IS NULL AND created_at < now() - interval '2 seconds'
        ORDER BY created_at LIMIT ${BACKLOG_PAGE} FOR UPDATE SKIP LOCKED`;
      const sent = await Promise.allSettled(rows.map((row) => this.courier.deliver(row)));
      const ids = rows.filter((_, at) => sent[at]?.status === 'fulfilled').map((row) => row.messageId);
      if (ids.length > 0) await tx.sql`UPDATE outbox SET sent_at = now() WHERE id = ANY(${ids}::uuid[])`;
      await runner.commitTransaction();
      const refused = sent.find((one) => one.status === 'rejected');
      if (refused) throw refused.reason;
      return ids.length;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {}); // The connection may be gone.
      throw asProblem(error);
    } finally {
      await runner.release().catch(() => {}); // Nothing to give back where none could be had.
    }
  }

  /** Resolves when nothing handed over is under way. */
  async drain(): Promise<void> {
    while (this.inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  private async deliver(dispatch: Dispatch): Promise<void> {
    try {
      await this.courier.deliver(dispatch);
      await this.marks.ask(dispatch.messageId);
    } catch {
      // It stays in the outbox: the poll tries again, and says so if it cannot either.
    }
  }

  private async markSent(ids: string[]): Promise<void[]> {
    const runner = this.source.createQueryRunner();
    try {
      await new Tx(runner).sql`UPDATE outbox SET sent_at = now() WHERE id = ANY(${ids}::uuid[])`;
      return ids.map(() => undefined);
    } finally {
      await runner.release().catch(() => {}); // Nothing to give back where none could be had.
    }
  }
}
