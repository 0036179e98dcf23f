import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { SendRefunds } from '../refunds/send-refunds.js';
import { approve, close, findSilent, lockForRefund, readSilence, type SilentRefund } from './after-sale.sql.js';

const AT_ONCE = 50;
// Read by the buyer and the seller.
const AGREED = '商家逾期未处理，系统自动同意退款';
const CLOSED = '买家逾期未寄回商品，系统自动关闭';

/** Whoever says nothing in time has decided. */
@Injectable()
export class DecideForTheSilent {
  constructor(
    private readonly db: Db,
    private readonly sendRefunds: SendRefunds,
    private readonly observer: Observer,
  ) {}

  @Every('5s')
  async sweep(): Promise<void> {
    const silent = await this.db.single((tx) => findSilent(tx, AT_ONCE));
    for (const refund of silent) {
      await this.decide(refund).catch((error: unknown) => this.observer.failed(error, 'deciding a refund by silence'));
    }
  }

  private async decide({ companyId, orderId, refundId }: SilentRefund): Promise<void> {
    await this.db.transaction(async (tx) => {
      const order = await lockForRefund(tx, { companyId, orderId });
      const agrees = await readSilence(tx, { companyId, refundId });
      if (agrees === true) await approve(tx, order, refundId, { reason: AGREED });
      if (agrees === false) await close(tx, { companyId, refundId }, 'DECLINED', { reason: CLOSED });
    });
    await this.sendRefunds.sendNow(companyId, refundId);
  }
}
