import pg from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';

const { builtins, getTypeParser, setTypeParser } = pg.types;
const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009;
const DATE_ARRAY = 1182;
const textArray = getTypeParser(TEXT_ARRAY as never) as (value: string) => string[];

// Fen and grams are whole and may be large; a calendar day is a day and no instant.
setTypeParser(builtins.INT8, BigInt);
setTypeParser(INT8_ARRAY as never, (value: string) => textArray(value).map(BigInt));
setTypeParser(builtins.DATE, (value: string) => value);
setTypeParser(DATE_ARRAY as never, textArray);

/** An open pool. */
export type Source = DataSource;

export type Entity = (new () => object) | EntitySchema;

// A write transaction that takes longer than a second holds up the ledger's sequencer and everybody behind its locks.
const STATEMENT_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 5_000;
const CONNECT_TIMEOUT_MS = 2_000;

// Our statements are short and look rows up: compiling them costs more than running them, and a lookup is no seek.
const PLANNER = '-c jit=off -c random_page_cost=1.1';

/** A pool under one login. */
export function dataSource(url: string, { pool, entities, name }: { pool: number; entities: Entity[]; name: string }) {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    applicationName: name,
    poolSize: pool,
    installExtensions: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: () => {}, // An idle connection that dies is replaced; whoever uses one is told by its query.
    extra: {
      options: PLANNER,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
  });
}
