import { setTimeout as sleep } from 'node:timers/promises';
import { Book, type Row } from './book.js';
import type { Books, Service } from './check.js';
import { stripeItself } from './checks/provider-account.js';
import { checks } from './checks.js';
import { readClientLog } from './client-log.js';
import { readProviderFile } from './provider.js';
import { readStripe, type StripeDoor } from './stripe.js';

export interface Places {
  /** Of each service's database, under a login that can only read. */
  urls: Record<Service, string>;
  providerFile: string;
  /** Where Stripe is asked for its account; absent: only what orders has read of it is compared. */
  stripe?: StripeDoor;
}

export interface BooksOptions {
  /** What clients were told: JSON lines of `{orderId, status, totalFen}`. */
  clientLog?: string;
  /** What is younger may still be under way. */
  youngS?: number;
  /** Looks again until everything is in order, for this long. */
  settleMs?: number;
}

export interface Finding {
  says: string;
  /** How many rows break it. */
  count: number;
  /** The first of them. */
  rows: Row[];
}

export interface Report {
  green: boolean;
  findings: Finding[];
  tookMs: number;
}

const YOUNG_S = 10;
const LOOK_AGAIN_MS = 500;
const ROWS_SHOWN = 20;

/** Compares the books of all services with each other and with the provider's. Never writes. */
export async function checkBooks(places: Places, options: BooksOptions = {}): Promise<Report> {
  const { settleMs = 0, youngS = YOUNG_S } = options;
  const started = Date.now();
  for (;;) {
    // Whoever lets things settle wants to see them settled: then nothing is excused for its youth.
    const findings = await look(places, { ...options, youngS: settleMs > 0 ? 0 : youngS });
    const tookMs = Date.now() - started;
    const green = findings.every(({ count }) => count === 0);
    if (green || tookMs >= settleMs) return { green, findings, tookMs };
    await sleep(LOOK_AGAIN_MS);
  }
}

async function look(places: Places, { clientLog, youngS }: BooksOptions & { youngS: number }): Promise<Finding[]> {
  const opened = await open(places.urls);
  try {
    const provider = await readProviderFile(places.providerFile);
    const findings: Finding[] = [];
    for (const { says, breaches } of places.stripe ? [...checks, stripeItself] : checks) {
      const stripe = (since: Date) => readStripe(places.stripe, since);
      findings.push(
        await finding(says, breaches({ ...opened, provider, stripe, clientLog: readClientLog(clientLog), youngS })),
      );
    }
    return findings;
  } finally {
    await Promise.all(Object.values(opened).map((book) => book.close()));
  }
}

/** All at once, so that the snapshots are as near to each other as they can be. */
async function open(urls: Record<Service, string>): Promise<Record<Service, Book>> {
  const opening = await Promise.allSettled(
    Object.entries(urls).map(async ([service, url]) => [service, await Book.open(service, url)] as const),
  );
  const opened = opening.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opening.find((one) => one.status === 'rejected');
  if (failed) {
    await Promise.all(opened.map(([, book]) => book.close()));
    throw failed.reason;
  }
  return Object.fromEntries(opened) as Pick<Books, Service>;
}

async function finding(says: string, breaches: AsyncIterable<Row>): Promise<Finding> {
  const rows: Row[] = [];
  let count = 0;
  for await (const row of breaches) {
    count += 1;
    if (rows.length < ROWS_SHOWN) rows.push(row);
  }
  return { says, count, rows };
}
