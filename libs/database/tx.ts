import { create, toJson, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import type { EntityTarget, ObjectLiteral, QueryRunner, Repository } from 'typeorm';
import { EventId } from '#kernel/id.js';
import { currentTraceparent } from '#messaging/call-context.js';
import { registry } from '#messaging/contract.js';
import { eventSubject } from '#messaging/subjects.js';
import type { Dispatch } from '#messaging/courier.js';

/** An open transaction: the only way to read, write or publish, so that none of them can miss it. */
export class Tx {
  /** What this transaction published; handed to the relay when it has committed. */
  readonly published: Dispatch[] = [];

  constructor(private readonly runner: QueryRunner) {}

  /** One statement; values become parameters. bigint, Date, arrays and JSON text pass as they are. */
  async sql<Row>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> {
    const text = strings.reduce((query, part, at) => `${query}$${at}${part}`);
    const result = await this.runner.query(text, values, true);
    return (result.records ?? []) as Row[];
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
