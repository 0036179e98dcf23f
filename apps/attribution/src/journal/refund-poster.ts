import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { Every } from '#service/every.js';
import { Sequencer } from '../log/sequencer.js';
import { settle, warn } from '../warnings/warning.sql.js';
import { refOf } from './entry.js';
import { entriesOfOrders, insertEntries } from './journal.sql.js';
import { refundEntry, refundRef, type Refund } from './refund.js';
import { lockOrders, parkedButPosted, parkRefund, takeParked } from './refund.sql.js';

const SWEEP_MAX = 100;

/** Posts refunds against what their orders hold; one whose order has not come yet is parked until it does. */
@Injectable()
export class RefundPoster {
  constructor(
    private readonly db: Db,
    private readonly sequencer: Sequencer,
  ) {}

  async postOrPark(tx: Tx, refunds: Refund[]): Promise<void> {
    const orderIds = refunds.map(({ orderId }) => orderId);
    await lockOrders(tx, orderIds);
    const known = await entriesOfOrders(tx, orderIds);
    for (const refund of refunds) {
      const ofOrder = known.filter(
        ({ orderId, companyId }) => orderId === refund.orderId && companyId === refund.companyId,
      );
      const paid = ofOrder.find(({ kind }) => kind === 'order_paid');
      if (!paid) {
        await park(tx, refund);
        continue;
      }
      if (ofOrder.some(({ ref }) => ref === refundRef(refund))) continue;
      const earlier = ofOrder.filter(({ kind }) => kind === 'order_refunded').flatMap(({ legs }) => legs);
      const { entry, excessFen } = refundEntry(refund, paid.legs, earlier);
      await insertEntries(tx, [entry]);
      if (excessFen > 0n) await warn(tx, { ...about(refund, 'refund.excess'), detail: `${excessFen} fen too much` });
      known.push({ ...refund, kind: entry.kind, ref: refOf(entry), legs: entry.legs });
    }
  }

  /** Posts the parked refunds of orders that have come. */
  async applyParked(orderIds: string[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const refunds = await takeParked(tx, orderIds);
      await this.postOrPark(tx, refunds);
      for (const refund of refunds) await settle(tx, { ...about(refund, 'refund.early'), detail: 'the order came' });
    });
    this.sequencer.nudge();
  }

  /** An order and its refund posted at the same moment do not see each other; nor does one whose process was killed. */
  @Every('5s')
  async applyForgotten(): Promise<void> {
    const orderIds = await this.db.single((tx) => parkedButPosted(tx, SWEEP_MAX));
    if (orderIds.length > 0) await this.applyParked(orderIds);
  }
}

async function park(tx: Tx, refund: Refund): Promise<void> {
  await parkRefund(tx, refund);
  await warn(tx, { ...about(refund, 'refund.early'), detail: `order ${refund.orderId} is not in the books` });
}

const about = ({ companyId, refundId }: Refund, code: 'refund.early' | 'refund.excess') => ({
  companyId,
  code,
  subject: `refund:${refundId}`,
});
