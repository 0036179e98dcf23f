import pg from 'pg';
import type { Head, Step } from './head.js';
import { SEQUENCE } from './sequence.sql.js';

const LOCK = 7_213_101;
const STATEMENT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 2_000;
// Of a connection that is half dead nobody says so: an answer must come, or the leader gives up.
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * The one who may write the log. It holds a lock that ends with its connection, and an epoch: should a connection be
 * given up for dead while its last statement is still running, the next leader's epoch makes that statement write
 * nothing. All it writes goes over that same connection, where the one big statement stays prepared.
 */
export class Leader {
  private gone = false;

  private constructor(
    private readonly connection: pg.Client,
    private head: Head,
  ) {
    connection.on('end', () => (this.gone = true));
  }

  /** Its connection ended, and its lock with it. */
  get lost(): boolean {
    return this.gone;
  }

  /** Undefined while somebody else leads. */
  static async elect(url: string): Promise<Leader | undefined> {
    const connection = new pg.Client({
      connectionString: url,
      application_name: 'attribution sequencer',
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    connection.on('error', () => {}); // The end that follows says it.
    try {
      await connection.connect();
      const [lock] = (await connection.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1) AS won', [LOCK])).rows;
      if (lock?.won) return new Leader(connection, await begin(connection));
      await connection.end();
      return undefined;
    } catch (error) {
      await connection.end().catch(() => {}); // It may never have been open.
      throw error;
    }
  }

  /** Takes the next `limit` journal rows into the log, all or nothing. Undefined if a newer leader has taken over. */
  async step(limit: number): Promise<Step | undefined> {
    const { epoch, nextIndex, cursorXid, cursorJournal } = this.head;
    const values = [epoch, nextIndex, cursorXid, cursorJournal, limit];
    const { rows } = await this.connection.query({ name: 'sequence', text: SEQUENCE, values });
    const { taken, behind, moved, ...head } = rows[0];
    if (taken > 0 && !moved) return undefined;
    if (moved) this.head = { epoch, ...head };
    return { taken, behind, head: moved ? head : undefined };
  }

  async resign(): Promise<void> {
    await this.connection.end().catch(() => {}); // It may be gone already; so is the lock.
  }
}

/** A new epoch begins where the log ends: after this commit no earlier leader's statement can write. */
async function begin(connection: pg.Client): Promise<Head> {
  // Plans must not depend on how small the tables were when the statement was prepared; and legs summed in the order of
  // their accounts need not be sorted again.
  await connection.query(`SET enable_seqscan = off; SET enable_hashagg = off; SET jit = off`);
  const { rows } = await connection.query<Head>(`
    UPDATE log_head SET epoch = epoch + 1
    RETURNING epoch, next_index AS "nextIndex", cursor_xid::text AS "cursorXid", cursor_journal AS "cursorJournal"`);
  if (!rows[0]) throw new Error('log_head has no row');
  return rows[0];
}
