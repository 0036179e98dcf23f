import pg from 'pg';

/** A row as the report shows it. */
export type Row = Record<string, unknown>;

const PAGE = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

// Fen and indexes are whole and may be large. Set for this connection alone: a test may read the same rows its own way.
const types = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8 ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** One service's database as it stood at one moment, under a login that can only read. */
export class Book {
  private cursors = 0;

  private constructor(
    readonly service: string,
    private readonly client: pg.Client,
  ) {}

  static async open(service: string, url: string): Promise<Book> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'books',
      types,
    });
    client.on('error', () => {}); // A connection that dies is told by the next query.
    await client.connect();
    // Whole tables are compared with whole tables, to the last row, often before their statistics are known.
    // Where a loop cannot be avoided its cost is guessed as infinite, and compiling the plan takes longer than running it.
    await client.query('SET enable_nestloop = off; SET cursor_tuple_fraction = 1; SET jit = off');
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // The snapshot is taken by the first query, so it must not wait for the first check.
    await client.query('SELECT 1');
    return new Book(service, client);
  }

  /** The rows of one statement, a page at a time: the books of years must not have to fit into memory. */
  async *rows<R extends object = Row>(sql: string, params: unknown[] = []): AsyncGenerator<R> {
    const cursor = `page_${(this.cursors += 1)}`;
    await this.client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, params);
    for (;;) {
      const { rows } = await this.client.query(`FETCH ${PAGE} FROM ${cursor}`);
      yield* rows as R[];
      if (rows.length < PAGE) break;
    }
    await this.client.query(`CLOSE ${cursor}`);
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
