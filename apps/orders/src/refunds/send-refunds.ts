import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { CompanyId, RefundId } from '#kernel/id.js';
import { Problem } from '#problems/problem.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { KEY_LIFE_MS, PaymentProvider, type SeenRefund } from '../payments/provider.js';
import { Steps } from '../steps.js';
import { noteRefund, takeDue, takeOne, type DueRefund } from './refunds.sql.js';

const AT_ONCE = 50;

/** Gives money back: every refund stands in our books with its key before the provider hears of it. */
@Injectable()
export class SendRefunds {
  constructor(
    private readonly db: Db,
    private readonly provider: PaymentProvider,
    private readonly steps: Steps,
    private readonly observer: Observer,
  ) {}

  @Every('2s')
  async sweep(): Promise<void> {
    let due: DueRefund[];
    // Ends: whatever was taken is not due again before its pause is over.
    do {
      due = await this.db.single((tx) => takeDue(tx, AT_ONCE));
      await Promise.all(due.map((refund) => this.send(refund)));
    } while (due.length === AT_ONCE);
  }

  /** The refund that was just decided, without waiting for the sweep; what does not succeed now is swept. */
  async sendNow(companyId: CompanyId, refundId: RefundId): Promise<void> {
    const refund = await this.db.single((tx) => takeOne(tx, companyId, refundId));
    if (refund) await this.send(refund);
  }

  private async send(refund: DueRefund): Promise<void> {
    try {
      const seen = await this.ask(refund);
      await this.steps.reached('refund: asked');
      const outcome = await this.db.transaction((tx) => noteRefund(tx, refund, seen));
      if (outcome === 'refused' || outcome === 'came back') {
        const { refundId, orderId } = refund;
        this.observer.log.warn({ refundId, orderId, outcome }, 'the provider failed a refund: the buyer is still owed');
      }
    } catch (error) {
      if (Problem.from(error).code !== 'unavailable') this.observer.failed(error, 'refunding');
    }
  }

  /** Asks once more with the same key, unless the provider may have forgotten it; then looks first. */
  private async ask(refund: DueRefund): Promise<SeenRefund> {
    const { ref, paymentRef, refundId, ageMs } = refund;
    const known = ref === null ? undefined : await this.provider.fetchRefund(ref);
    if (known) return known;
    const found = ageMs > KEY_LIFE_MS ? await this.provider.findRefund(paymentRef, refundId) : undefined;
    return found ?? this.provider.refund(refund);
  }
}
