import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { Every } from '#service/every.js';
import { Sequencer } from '../log/sequencer.js';
import { refOf } from './entry.js';
import { entriesOfOrders, insertEntries } from './journal.sql.js';
import { reallocationEntry, reallocationRef, type Reallocation } from './reallocation.js';
import { parkedButPosted, parkReallocation, takeParked } from './reallocation.sql.js';
import { lockForRefunds } from './refund.sql.js';
import { recovered } from './refund-poster.js';

const SWEEP_MAX = 100;

/** Posts reallocations against what their lines hold; one whose order has not come yet is parked until it does. */
@Injectable()
export class ReallocationPoster {
  constructor(
    private readonly db: Db,
    private readonly sequencer: Sequencer,
  ) {}

  /** Needs `lockForRefunds`. */
  async postOrPark(tx: Tx, reallocations: Reallocation[]): Promise<void> {
    const known = await entriesOfOrders(
      tx,
      reallocations.map(({ orderId }) => orderId),
    );
    for (const reallocation of reallocations) {
      const ofOrder = known.filter(
        ({ orderId, companyId }) => orderId === reallocation.orderId && companyId === reallocation.companyId,
      );
      if (!ofOrder.some(({ kind }) => kind === 'order_paid')) {
        await parkReallocation(tx, reallocation);
        continue;
      }
      if (ofOrder.some(({ ref }) => ref === reallocationRef(reallocation))) continue;
      const entry = reallocationEntry(
        reallocation,
        ofOrder.flatMap(({ legs }) => legs),
      );
      if (!entry) continue;
      const covered = await recovered(tx, entry);
      await insertEntries(tx, [covered]);
      known.push({ ...reallocation, kind: entry.kind, ref: refOf(entry), legs: covered.legs });
    }
  }

  @Every('5s')
  async applyParked(): Promise<void> {
    const orders = await this.db.single((tx) => parkedButPosted(tx, SWEEP_MAX));
    if (orders.length === 0) return;
    await this.db.transaction(async (tx) => {
      await lockForRefunds(tx, orders);
      await this.postOrPark(tx, await takeParked(tx, orders));
    });
    this.sequencer.nudge();
  }
}
