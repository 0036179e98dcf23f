import { setTimeout as sleep } from 'node:timers/promises';
import { Db } from '#database/db.js';
import { DeadLetterBox } from '#database/dead-letters.js';
import { migrationNames } from '#database/migrate.js';
import { missingIn, Reconciler } from '#database/reconciler.js';
import { Relay } from '#database/relay.js';
import { dataSource, type Entity, type Source } from '#database/source.js';
import { isDatabaseDown } from '#database/trouble.js';
import { Courier } from '#messaging/courier.js';
import { missingSubject } from '#messaging/subjects.js';
import type { Core, Loops } from './core.js';

const APP_POOL = 4;
const WORK_POOL = 8;
const RETRY_MS = 500;
const BACKLOG_EVERY_MS = 1_000;
const RECONCILE_EVERY_MS = 15_000;
const FORGET_EVERY_MS = 3_600_000;

/** A service's database and what keeps its events going. */
export class Storage {
  readonly db: Db;
  readonly deadLetters: DeadLetterBox;
  readonly reconciler: Reconciler;
  readonly relay: Relay;
  readonly providers: { provide: unknown; useValue: unknown }[];
  private readonly sources: { app: Source; work: Source };

  constructor(
    private readonly core: Core,
    { appUrl, workUrl, entities }: { appUrl: string; workUrl: string; entities: Entity[] },
  ) {
    this.sources = {
      app: dataSource(appUrl, { pool: APP_POOL, entities, name: core.name }),
      work: dataSource(workUrl, { pool: WORK_POOL, entities, name: core.name }),
    };
    const courier = new Courier(core.nats);
    this.relay = new Relay(this.sources.work, courier);
    this.db = new Db(this.sources.app, this.sources.work, this.relay);
    this.deadLetters = new DeadLetterBox(this.db);
    this.reconciler = new Reconciler(this.db, courier, async (subject, request) => {
      return (await core.rpc.ask(subject, request)) as string[];
    });
    this.providers = [{ provide: Db, useValue: this.db }];
  }

  /** Waits for a database that is not there yet; a wrong login or a missing database ends it. */
  async open(): Promise<void> {
    for (const source of [this.sources.app, this.sources.work]) {
      while (!source.isInitialized) {
        try {
          await source.initialize();
        } catch (error) {
          if (!isDatabaseDown(error)) throw error;
          this.core.log.warn({ err: error }, 'waiting for the database');
          await sleep(RETRY_MS);
        }
      }
    }
    this.answerMissing();
  }

  /** What keeps the database from serving: empty when it answers and is at the level of the code. */
  async missing(): Promise<Record<string, string>> {
    try {
      const rows = await this.sources.work.query<{ name: string }[]>('SELECT name FROM migrations');
      const ran = new Set(rows.map((row) => row.name));
      const behind = migrationNames(this.core.name).filter((name) => !ran.has(name));
      return behind.length === 0 ? {} : { migrations: behind.join(', ') };
    } catch (error) {
      return { database: (error as Error).message };
    }
  }

  startHousekeeping(loops: Loops): void {
    loops.start('relay backlog', BACKLOG_EVERY_MS, () => this.relay.sendBacklog());
    loops.start('reconciler', RECONCILE_EVERY_MS, () => this.reconciler.reconcile());
    loops.start('forgetting', FORGET_EVERY_MS, () => this.forgetOld());
    this.core.observer.gauge('tianjian_outbox_oldest_seconds', 'Age of the oldest event not sent', () =>
      this.outboxAge(),
    );
  }

  async close(): Promise<void> {
    await this.relay.drain();
    await Promise.all([this.sources.app.destroy(), this.sources.work.destroy()]);
  }

  private answerMissing(): void {
    this.core.nats.subscribe(missingSubject(this.core.name), {
      queue: this.core.name,
      callback: (_, message) => {
        const { consumer, eventIds } = message.json<{ data: { consumer: string; eventIds: string[] } }>().data;
        const answer = (body: unknown) => message.respond(JSON.stringify(body));
        missingIn(this.db, consumer, eventIds).then(
          (missing) => answer({ response: missing, isDisposed: true }),
          () => answer({ err: { code: 'unavailable', details: {} }, isDisposed: true }),
        );
      },
    });
  }

  private async outboxAge(): Promise<number> {
    const rows = await this.db.single(
      (tx) => tx.sql<{ age: number }>`
        SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM outbox WHERE sent_at IS NULL`,
    );
    return rows[0]?.age ?? 0;
  }

  /** What was sent is kept 30 days, what was applied 35: a re-sent event always meets its inbox row. */
  private async forgetOld(): Promise<void> {
    await this.db.single(
      (tx) => tx.sql`
        DELETE FROM outbox WHERE id IN (
          SELECT id FROM outbox WHERE confirmed_at < now() - interval '30 days' LIMIT 10000)`,
    );
    await this.db.single(
      (tx) => tx.sql`
      DELETE FROM inbox WHERE applied_at < now() - interval '35 days'`,
    );
  }
}
