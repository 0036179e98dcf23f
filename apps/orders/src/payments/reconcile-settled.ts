import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { PaymentProvider } from './provider.js';
import { Settle } from './settle.js';
import type { SeenPayment } from './settlement.js';

// A webhook may be lost for good; the provider's own list is not.
const FIRST_LOOK_BACK_MS = 60 * 60_000;
// What the provider may list late.
const OVERLAP_MS = 5 * 60_000;

/** Compares what the provider has taken with what we know of, and settles the rest. */
@Injectable()
export class ReconcileSettled {
  private since = Date.now() - FIRST_LOOK_BACK_MS;

  constructor(
    private readonly db: Db,
    private readonly provider: PaymentProvider,
    private readonly settle: Settle,
  ) {}

  @Every('60s')
  async sweep(): Promise<void> {
    const began = Date.now();
    for await (const page of this.provider.listSettled(new Date(this.since))) {
      const known = await this.known(page);
      const missed = page.filter(({ ref }) => !known.has(ref));
      await Promise.all(missed.map((seen) => this.settle.seen(seen)));
    }
    this.since = began - OVERLAP_MS;
  }

  private async known(page: SeenPayment[]): Promise<Set<string>> {
    const rows = await this.db.single(
      (tx) => tx.sql<{ ref: string }>`
        SELECT told.ref FROM unnest(${page.map(({ ref }) => ref)}::text[]) AS told (ref)
          JOIN provider_ref r ON r.provider = ${this.provider.name} AND r.ref = told.ref
          JOIN payment p ON (p.company_id, p.payment_id) = (r.company_id, r.payment_id)
        WHERE p.status = 'SUCCEEDED'`,
    );
    return new Set(rows.map(({ ref }) => ref));
  }
}
