import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { Steps } from '../steps.js';
import { ProcessEvents } from './process-events.js';
import { PaymentProvider } from './provider.js';
import { storeEvents } from './provider-events.sql.js';

// A provider tries to tell for some days, and lists what it told for longer.
const FIRST_LOOK_BACK_MS = 3 * 24 * 60 * 60_000;
// An event may come into the list a little after its time.
const OVERLAP_MS = 10 * 60_000;

/** Reads what the provider told from its own list, for a webhook may be lost for good. */
@Injectable()
export class SweepEvents {
  private sweptUpTo = Date.now() - FIRST_LOOK_BACK_MS;

  constructor(
    private readonly db: Db,
    private readonly provider: PaymentProvider,
    private readonly processing: ProcessEvents,
    private readonly steps: Steps,
    private readonly observer: Observer,
  ) {}

  @Every('60s')
  async sweep(): Promise<void> {
    const now = Date.now();
    try {
      await this.read(new Date(this.sweptUpTo - OVERLAP_MS));
      this.sweptUpTo = now;
    } catch (error) {
      if (Problem.from(error).code !== 'unavailable') this.observer.failed(error, 'sweeping events');
    }
  }

  private async read(since: Date): Promise<void> {
    for await (const page of this.provider.listEvents(since)) {
      const telling = page.filter(({ kind }) => kind !== 'other');
      if (telling.length === 0) continue;
      const [news] = await this.db.single((tx) => storeEvents(tx, this.provider.name, [telling]));
      await this.steps.reached('events: page stored');
      if (news) this.processing.soon();
    }
  }
}
