import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { PaymentProvider, type SeenDispute } from '../payments/provider.js';
import { Settle } from '../payments/settle.js';
import { Steps } from '../steps.js';
import { look } from './dispute.js';
import { lockDispute, takeDueDisputes, writeDispute, type KnownDispute } from './dispute.sql.js';

const AT_ONCE = 50;

/** Follows what buyers' banks take back, from the provider's own word of how each dispute stands now. */
@Injectable()
export class WatchDisputes {
  constructor(
    private readonly db: Db,
    private readonly provider: PaymentProvider,
    private readonly settle: Settle,
    private readonly steps: Steps,
    private readonly observer: Observer,
  ) {}

  /** Problems: unavailable. */
  async look(ref: string): Promise<void> {
    const shown = await this.provider.fetchDispute(ref);
    await this.steps.reached('dispute: fetched');
    // The payment may be one that we never had an answer for: then its provider is asked who it is of.
    const known = shown && ((await this.write(shown)) ?? ((await this.discover(shown)) && (await this.write(shown))));
    if (!known) this.observer.log.warn({ ref, provider: this.provider.name }, 'a dispute about no payment of ours');
    else this.observer.log.warn({ ref, orderId: known.orderId, status: known.status }, 'a payment is disputed');
  }

  private write(shown: SeenDispute): Promise<KnownDispute | undefined> {
    return this.db.transaction(async (tx) => {
      const dispute = await lockDispute(tx, this.provider.name, shown);
      if (!dispute) return undefined;
      const { state, steps } = look(dispute, shown);
      await writeDispute(tx, dispute, state, steps);
      return { ...dispute, ...state };
    });
  }

  private async discover({ paymentRef }: SeenDispute): Promise<boolean> {
    const payment = paymentRef === null ? undefined : await this.provider.fetch(paymentRef);
    return payment !== undefined && (await this.settle.seen(payment)) !== undefined;
  }

  /** Whatever no event told of. */
  @Every('10s')
  async sweep(): Promise<void> {
    const due = await this.db.single((tx) => takeDueDisputes(tx, this.provider.name, AT_ONCE));
    await Promise.all(due.map(({ ref }) => this.lookAgain(ref)));
  }

  private async lookAgain(ref: string): Promise<void> {
    try {
      await this.look(ref);
    } catch (error) {
      if (Problem.from(error).code !== 'unavailable') this.observer.failed(error, 'looking at a dispute');
    }
  }
}
