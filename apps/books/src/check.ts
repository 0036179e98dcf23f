import type { Book, Row } from './book.js';
import type { Acknowledged } from './client-log.js';
import type { Provider } from './provider.js';
import type { AccountLine } from './stripe.js';

export const SERVICES = ['identity', 'catalog', 'orders', 'livestream', 'attribution'] as const;
export type Service = (typeof SERVICES)[number];

/** Everything that is compared. The databases are read at (almost) one moment, the provider's file just after. */
export interface Books extends Record<Service, Book> {
  provider: Provider;
  /** Our account as Stripe itself tells it, since an instant, by its own ids, sorted. */
  stripe(since: Date): AsyncIterable<AccountLine>;
  clientLog: AsyncIterable<Acknowledged>;
  /** What is younger than this may still be on its way from one service to the next. */
  youngS: number;
}

export interface Check {
  /** What must be true, as a sentence. */
  says: string;
  /** The rows that break it. */
  breaches(books: Books): AsyncIterable<Row>;
}

/** What one statement finds wrong in one database. `$1` is the number of seconds a row counts as young. */
export const check = (says: string, service: Service, sql: string): Check => ({
  says,
  breaches: (books) => books[service].rows(sql, sql.includes('$1') ? [books.youngS] : []),
});
