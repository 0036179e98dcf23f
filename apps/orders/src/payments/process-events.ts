import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { WatchDisputes } from '../disputes/watch-disputes.js';
import { hasten } from '../refunds/refunds.sql.js';
import { markProcessed, takeDue, type DueEvent } from './provider-events.sql.js';
import { PaymentProvider } from './provider.js';
import { Settle } from './settle.js';

const AT_ONCE = 200;

/** Finds out what a provider's events mean: an event is a hint, the object's state now is the fact. */
@Injectable()
export class ProcessEvents {
  private processing: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    private readonly provider: PaymentProvider,
    private readonly settle: Settle,
    private readonly disputes: WatchDisputes,
    private readonly observer: Observer,
  ) {}

  /** Something was stored. Whether this is heard does not matter: the table is polled. */
  soon(): void {
    this.poll().catch((error: unknown) => this.observer.failed(error, 'processing webhooks'));
  }

  @Every('2s')
  poll(): Promise<void> {
    return (this.processing ??= this.processAll().finally(() => (this.processing = undefined)));
  }

  private async processAll(): Promise<void> {
    let due: DueEvent[];
    // Ends: whatever was taken is not due again before its lease is over.
    do {
      due = await this.db.single((tx) => takeDue(tx, this.provider.name, AT_ONCE));
      if (due.length > 0) await this.process(due);
    } while (due.length === AT_ONCE);
  }

  private async process(due: DueEvent[]): Promise<void> {
    const refs = [...new Set(due.map(({ ref }) => ref))];
    const looked = await Promise.all(
      refs.map((ref) =>
        this.look(
          due.filter((event) => event.ref === ref),
          ref,
        ),
      ),
    );
    const eventIds = due.filter(({ ref }) => looked[refs.indexOf(ref)]).map(({ eventId }) => eventId);
    if (eventIds.length > 0) await this.db.single((tx) => markProcessed(tx, this.provider.name, eventIds));
  }

  /** False: it could not be seen, and is looked at again later. */
  private async look(events: DueEvent[], ref: string): Promise<boolean> {
    try {
      const kind = events[0]?.kind;
      if (kind === 'refund') await this.db.single((tx) => hasten(tx, [ref]));
      else if (kind === 'dispute') await this.disputes.look(ref);
      else await this.lookAtPayment(ref);
      return true;
    } catch (error) {
      if (Problem.from(error).code !== 'unavailable') this.observer.failed(error, 'processing webhooks');
      return false;
    }
  }

  private async lookAtPayment(ref: string): Promise<void> {
    const seen = await this.provider.fetch(ref);
    const order = seen && (await this.settle.seen(seen));
    if (!order) this.observer.log.warn({ ref, provider: this.provider.name }, 'a payment of no order of ours');
  }
}
