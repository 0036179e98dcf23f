import { create, toJson, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import {
  QueryRunnerAlreadyReleasedError,
  type EntityTarget,
  type ObjectLiteral,
  type QueryRunner,
  type Repository,
} from 'typeorm';
import { EventId } from '#kernel/id.js';
import { currentTraceparent } from '#messaging/call-context.js';
import { registry } from '#messaging/contract.js';
import { eventSubject } from '#messaging/subjects.js';
import type { Dispatch } from '#messaging/courier.js';

/** Something said once, for now: whoever does not hear it must find it out otherwise. */
export interface Whisper {
  subject: string;
  payload: string;
}

/** An open transaction: the only way to read, write or publish, so that none of them can miss it. */
export class Tx {
  /** What this transaction published; handed to the relay when it has committed. */
  readonly published: Dispatch[] = [];
  /** What is said when it has committed. */
  readonly whispers: Whisper[] = [];

  constructor(private readonly runner: QueryRunner) {}

  /** One statement; values become parameters. bigint, Date, arrays and JSON text pass as they are. */
  async sql<Row>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> {
    // A runner whose connection died would quietly take another one, outside the transaction.
    if (this.runner.isReleased) throw new QueryRunnerAlreadyReleasedError();
    const connection: ClientBase = await this.runner.connect();
    const result = await connection.query({ ...statementOf(strings), values });
    return result.rows as Row[];
  }

  /** Plain rows without rules. */
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.runner.manager.getRepository(entity);
  }

  async publish<E extends DescMessage>(schema: E, events: MessageInitShape<E> | MessageInitShape<E>[]): Promise<void> {
    const all = Array.isArray(events) ? events : [events];
    if (all.length === 0) return;
    await this.sql`
      INSERT INTO outbox (id, event_id, subject, payload, traceparent)
      SELECT id, event_id, subject, payload, traceparent
      FROM jsonb_to_recordset(${this.outbox(schema, all)}::jsonb)
        AS o (id uuid, event_id uuid, subject text, payload text, traceparent text)`;
  }

  /** Says something over the broker once this has committed, to whoever listens just then. May be lost. */
  whisper(subject: string, body: unknown): void {
    this.whispers.push({ subject, payload: JSON.stringify(body) });
  }

  /** Outbox rows as one JSON parameter, for statements that write everything at once. They must be inserted by it. */
  outbox<E extends DescMessage>(schema: E, events: MessageInitShape<E>[]): string {
    const traceparent = currentTraceparent() ?? null;
    const rows = events.map((event) => {
      const eventId = EventId.new();
      const payload = JSON.stringify(toJson(schema, create(schema, event), { alwaysEmitImplicit: true, registry }));
      this.published.push({ messageId: eventId, eventId, subject: eventSubject(schema), payload, traceparent });
      return { id: eventId, event_id: eventId, subject: eventSubject(schema), payload, traceparent };
    });
    return JSON.stringify(rows);
  }
}

const statements = new WeakMap<TemplateStringsArray, { name: string; text: string }>();

/**
 * A statement under a name made of its text, so that a connection plans it once and not every time: planning was 29 %
 * of PostgreSQL's statement time for a lone order. TypeORM's own query cannot name statements.
 */
function statementOf(strings: TemplateStringsArray): { name: string; text: string } {
  const known = statements.get(strings);
  if (known) return known;
  const text = strings.reduce((query, part, at) => `${query}$${at}${part}`);
  const statement = { name: createHash('sha256').update(text).digest('hex').slice(0, 32), text };
  statements.set(strings, statement);
  return statement;
}
