import pg from 'pg';
import { OWNERS } from '../../deploy/local/project.js';
import { databaseOf } from '../../deploy/local/services.js';
import type { System } from '../../deploy/local/system.js';

/** Whoever guesses is counted, and so is whoever wants to speak: that is all a refusal may write. */
const COUNTS_TRIES = [
  'identity.sign_in_failure',
  'identity.phone_code',
  'identity.second_factor',
  'livestream.chat_speaker',
];
// When a sweep looks again, it notes so by itself, whatever is asked meanwhile; so does who finds that an event arrived.
const LOOKED_AT_AGAIN = ['due_at', 'confirmed_at'];

/** By table of every service: how many rows there are, and a number that changes when anything in one does. */
export class Snapshots {
  private constructor(private readonly readers: { owner: string; client: pg.Client; sql: string }[]) {}

  static async open({ postgresUrl }: System): Promise<Snapshots> {
    const readers = OWNERS.map(async (owner) => {
      const url = new URL(postgresUrl);
      url.pathname = `/${databaseOf(owner)}`;
      const client = new pg.Client(url.toString());
      await client.connect();
      const tables = await client.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
      );
      const sql = tables.rows
        .filter(({ name }) => !COUNTS_TRIES.includes(`${owner}.${name}`))
        .map(
          ({ name }) => `SELECT '${owner}.${name}' AS name, count(*) || ' rows, '
            || coalesce(sum(hashtextextended((to_jsonb(t) - '{${LOOKED_AT_AGAIN}}'::text[])::text, 0)), 0) AS content FROM "${name}" t`,
        )
        .join(' UNION ALL ');
      return { owner, client, sql };
    });
    return new Snapshots(await Promise.all(readers));
  }

  /** The number that the next transaction will have that writes: one for all databases. */
  async nextWrite(): Promise<string> {
    const { rows } = await this.readers[0]!.client.query<{ next: string }>(
      'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next',
    );
    return rows[0]!.next;
  }

  async take(): Promise<Map<string, string>> {
    const seen = new Map<string, string>();
    for (const { client, sql } of this.readers) {
      const { rows } = await client.query<{ name: string; content: string }>(sql);
      for (const { name, content } of rows) seen.set(name, content);
    }
    return seen;
  }

  /** Text messages go out a second later, and are gone then; files of orders are begun two seconds later. */
  async workWaits(): Promise<boolean> {
    const texts = await this.of('identity').query('SELECT FROM text_message WHERE expires_at > now() LIMIT 1');
    const files = await this.of('orders').query(
      `SELECT FROM order_export WHERE status IN ('QUEUED', 'RUNNING') LIMIT 1`,
    );
    return (texts.rowCount ?? 0) + (files.rowCount ?? 0) > 0;
  }

  /** As a quarter of an hour does: whose phone others guessed at too often may sign in again. */
  async forgetGuesses(): Promise<void> {
    await this.of('identity').query('DELETE FROM sign_in_failure');
  }

  private of(name: string): pg.Client {
    return this.readers.find(({ owner }) => owner === name)!.client;
  }

  async close(): Promise<void> {
    await Promise.all(this.readers.map(({ client }) => client.end()));
  }
}

export const difference = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...after].filter(([name, content]) => before.get(name) !== content).map(([name]) => name);
