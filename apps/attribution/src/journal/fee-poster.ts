import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { Sequencer } from '../log/sequencer.js';
import { feeEntry } from './fee.js';
import { bookableFees, takeFees } from './fee.sql.js';
import { entriesOfOrders, insertEntries } from './journal.sql.js';
import { lockOrders } from './refund.sql.js';

const AT_ONCE = 200;

/** Books the provider's fees, each once its order is in the books: only then is it known what was put aside for it. */
@Injectable()
export class FeePoster {
  constructor(
    private readonly db: Db,
    private readonly sequencer: Sequencer,
  ) {}

  @Every('5s')
  async post(): Promise<void> {
    // Ends: whatever was taken is booked.
    while ((await this.postSome()) === AT_ONCE);
  }

  private async postSome(): Promise<number> {
    const posted = await this.db.transaction(async (tx) => {
      const bookable = await bookableFees(tx, AT_ONCE);
      if (bookable.length === 0) return 0;
      const orderIds = [...new Set(bookable.map(({ orderId }) => orderId))];
      await lockOrders(tx, orderIds);
      const fees = await takeFees(tx, bookable);
      const known = await entriesOfOrders(tx, orderIds);
      const entries = fees.map((fee) => {
        const ofOrder = known.filter(
          ({ orderId, companyId }) => orderId === fee.orderId && companyId === fee.companyId,
        );
        return feeEntry(
          fee,
          ofOrder.flatMap(({ legs }) => legs),
        );
      });
      await insertEntries(tx, entries);
      return bookable.length;
    });
    if (posted > 0) this.sequencer.nudge();
    return posted;
  }
}
