import { Injectable } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CompanyId } from '#kernel/id.js';
import type { Arrived } from '#messaging/on-event.js';
import type { Dispatch } from '#messaging/courier.js';
import type { Problem } from '#problems/problem.js';
import { Group, type GroupLimits } from './group.js';
import { asProblem, isRetryable } from './trouble.js';
import { Tx, type Whisper } from './tx.js';

const TRIES_MAX = 6;

/** Who takes what was published, once it is certain. */
export interface HandOver {
  handOver(dispatches: Dispatch[]): void;
  whisper(whispers: Whisper[]): void;
}

type Work<T> = (tx: Tx) => Promise<T>;

@Injectable()
export class Db {
  /**
   * @param app the login on which row-level security holds a request to one company
   * @param work the login of grouped verbs, consumers and sweepers, whose statements name the company themselves
   */
  constructor(
    private readonly app: DataSource,
    private readonly work: DataSource,
    private readonly relay: HandOver,
  ) {}

  /** One company's request: sees and writes that company's rows only, whatever its statements say. */
  ofCompany<T>(companyId: CompanyId, work: Work<T>): Promise<T> {
    return this.run(this.app, async (runner, tx) => {
      await runner.startTransaction();
      await tx.sql`SELECT set_config('app.company', ${companyId}, true)`;
      return commit(runner, await work(tx));
    });
  }

  transaction<T>(work: Work<T>): Promise<T> {
    return this.run(this.work, async (runner, tx) => {
      await runner.startTransaction();
      return commit(runner, await work(tx));
    });
  }

  /** Exactly one statement, which commits by itself: a round trip where a transaction would take three. */
  single<T>(work: Work<T>): Promise<T> {
    return this.run(this.work, (_, tx) => work(tx));
  }

  /**
   * Applies events once each: the inbox row stands or falls with the effect.
   * @param lock is asked before anything is written, so that of two who wait for each other the later one has the
   * higher transaction id.
   */
  apply<M>(
    consumer: string,
    events: Arrived<M>[],
    work: (tx: Tx, fresh: Arrived<M>[]) => Promise<void>,
    lock?: (tx: Tx) => Promise<void>,
  ): Promise<void> {
    return this.transaction(async (tx) => {
      await lock?.(tx);
      const rows = await tx.sql<{ eventId: string }>`
        INSERT INTO inbox (consumer, event_id)
        SELECT ${consumer}, unnest(${events.map((event) => event.eventId)}::uuid[])
        ON CONFLICT DO NOTHING RETURNING event_id AS "eventId"`;
      const unseen = new Set(rows.map((row) => row.eventId));
      const fresh = events.filter((event) => unseen.delete(event.eventId));
      if (fresh.length > 0) await work(tx, fresh);
    });
  }

  /** A grouped verb: asks that wait at the same time are decided in one transaction, nobody waits for company. */
  group<Ask, Answer>(
    verb: string,
    decide: (tx: Tx, asks: Ask[]) => Promise<(Answer | Problem)[]>,
    { single = false, ...limits }: Partial<GroupLimits> & { single?: boolean } = {},
  ): Group<Ask, Answer> {
    const settle = (asks: Ask[]) =>
      single ? this.single((tx) => decide(tx, asks)) : this.transaction((tx) => decide(tx, asks));
    return new Group(verb, settle, limits);
  }

  private async run<T>(source: DataSource, work: (runner: QueryRunner, tx: Tx) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const runner = source.createQueryRunner();
      const tx = new Tx(runner);
      try {
        const answer = await work(runner, tx);
        this.relay.handOver(tx.published);
        this.relay.whisper(tx.whispers);
        return answer;
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {}); // The connection may be gone.
        if (!isRetryable(error) || tries === TRIES_MAX) throw asProblem(error);
        await sleep(Math.random() * 10 * 2 ** tries);
      } finally {
        await runner.release().catch(() => {}); // Nothing to give back where none could be had.
      }
    }
  }
}

async function commit<T>(runner: QueryRunner, answer: T): Promise<T> {
  await runner.commitTransaction();
  return answer;
}
