import { afterAll, beforeAll } from '@jest/globals';
import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openCore, type Core } from '#service/core.js';
import type { Owner } from '../../deploy/local/project.js';
import { databaseOf } from '../../deploy/local/services.js';
import { startSystem, type System, type SystemOptions } from '../../deploy/local/system.js';
import { Door } from './door.js';

/** Every process of the system, on servers of this spec's own. */
export function wholeSystem(options: SystemOptions = {}): WholeSystem {
  const system = new WholeSystem(options);
  beforeAll(() => system.start(), 180_000);
  afterAll(() => system.stop(), 60_000);
  return system;
}

export class WholeSystem {
  running!: System;
  private backOffice!: Core;
  private readonly readers = new Map<Owner, pg.Pool>();

  constructor(private readonly options: SystemOptions) {}

  async start(): Promise<void> {
    this.running = await startSystem({ throwaway: true, outlives: 'its server', demo: false, ...this.options });
    this.backOffice = await openCore('operator', {}, { ...this.running.operatorEnv, LOG_LEVEL: 'silent' });
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    await this.backOffice?.close();
    await Promise.all([...this.readers.values()].map((pool) => pool.end()));
    if (process.env['TEST_KEEP_LOGS']) this.keepLogs();
    await this.running.stop();
  }

  /** For somebody who is not signed in. */
  get door(): Door {
    return new Door(this.running.url);
  }

  /** As the operator, who has no door but the broker. */
  get operator() {
    return this.backOffice.rpc;
  }

  /** As a superuser: for what a test must see or set beside the public door. */
  async sql<Row = Record<string, never>>(owner: Owner, text: string, params: unknown[] = []): Promise<Row[]> {
    const pool = this.readers.get(owner) ?? this.open(owner);
    return (await pool.query(text, params)).rows as Row[];
  }

  /** The key of the Stripe that takes its money, if one does. */
  get stripe(): NodeJS.ProcessEnv {
    return this.options.stripe ?? {};
  }

  get sandboxFile(): string {
    return join(this.running.folder, 'sandbox.jsonl');
  }

  private open(owner: Owner): pg.Pool {
    const url = new URL(this.running.postgresUrl);
    url.pathname = `/${databaseOf(owner)}`;
    const pool = new pg.Pool({ connectionString: url.toString(), max: 2 });
    pool.on('error', () => {}); // PostgreSQL is killed by some journeys; the next query connects again.
    this.readers.set(owner, pool);
    return pool;
  }

  /** `TEST_KEEP_LOGS=1`: what the processes said outlives the throw-away folder. */
  private keepLogs(): void {
    const kept = mkdtempSync(join(tmpdir(), 'tianjian-logs-'));
    const logs = join(this.running.folder, 'log');
    for (const file of readdirSync(logs)) copyFileSync(join(logs, file), join(kept, file));
    console.log(`logs kept in ${kept}`);
  }
}

/** Waits for what happens in the background: until `look` gives something true. Trouble on the way is only said last. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T>,
  { within = 30_000, every = 100 } = {},
): Promise<NonNullable<T>> {
  const until = Date.now() + within;
  for (;;) {
    const seen = await look().catch((error: unknown) => {
      if (Date.now() > until) throw error;
      return undefined;
    });
    if (seen) return seen;
    if (Date.now() > until) throw new Error(`not seen within ${within} ms: ${what}`);
    await sleep(every);
  }
}

export const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

export const sumOf = (amounts: string[]): bigint => amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
