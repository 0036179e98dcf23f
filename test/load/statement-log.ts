import { closeSync, openSync, readSync, statSync } from 'node:fs';
import pg from 'pg';
import type { System } from '../../deploy/local/system.js';

export interface Statement {
  /** Epoch ms. */
  at: number;
  database: string;
  text: string;
}

/** Everything one session did between two commits. */
export interface Transaction {
  statements: Statement[];
}

const PREFIX = '%n|%p/%v|%u|%d|';
const ENTRY = /^(\d+\.\d+)\|(\d+\/[\d/]+)\|(\w*)\|(\w*)\|LOG: {2}(?:statement|execute [^:]*): (.*)$/;

/** PostgreSQL's own word on every statement it was sent. */
export class StatementLog {
  private constructor(private readonly file: string) {}

  /** From now on everything is written down. Nothing that costs this much may run while speed is measured. */
  static async open({ postgres, postgresUrl }: System): Promise<StatementLog> {
    const client = new pg.Client(postgresUrl);
    await client.connect();
    for (const setting of [`log_line_prefix = '${PREFIX}'`, 'log_parameter_max_length = 0', "log_statement = 'all'"]) {
      await client.query(`ALTER SYSTEM SET ${setting}`);
    }
    await client.query('SELECT pg_reload_conf()');
    await client.end();
    return new StatementLog(postgres.launch.logFile);
  }

  /** Where the log stands: what comes later is read from here. */
  get end(): number {
    return statSync(this.file).size;
  }

  /** What the services' own logins did from there on, in order of each transaction's first statement. */
  transactionsFrom(start: number): Transaction[] {
    const transactions = new Map<string, Transaction>();
    let last: Statement | undefined;
    for (const line of textFrom(this.file, start).split('\n')) {
      const [, at, session, user, database, text] = ENTRY.exec(line) ?? [];
      if (line.startsWith('\t') && last) last.text += ` ${line.trim()}`;
      else last = undefined;
      if (!at || !session || !database || text === undefined || !/_(app|work)$/.test(user ?? '')) continue;
      last = { at: Number(at) * 1_000, database, text };
      const transaction = transactions.get(session) ?? { statements: [] };
      transaction.statements.push(last);
      transactions.set(session, transaction);
    }
    return [...transactions.values()];
  }
}

function textFrom(file: string, start: number): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(statSync(file).size - start);
    readSync(descriptor, bytes, 0, bytes.length, start);
    return bytes.toString();
  } finally {
    closeSync(descriptor);
  }
}
