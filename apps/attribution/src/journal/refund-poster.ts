import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { Every } from '#service/every.js';
import { Sequencer } from '../log/sequencer.js';
import { coverOrRecover, hasFloor } from '../split/recovery.js';
import { settle, warn } from '../warnings/warning.sql.js';
import { refOf, type Entry } from './entry.js';
import { entriesOfOrders, insertEntries } from './journal.sql.js';
import { failureEntry, refundEntry, refundRef, type FailedRefund, type Refund } from './refund.js';
import {
  balancesNow,
  givenFor,
  lockForRefunds,
  parkedOf,
  parkedButPosted,
  parkFailure,
  parkedFailuresPosted,
  parkRefund,
  takeParked,
  takeParkedFailures,
} from './refund.sql.js';

const SWEEP_MAX = 100;

/** Posts refunds against what their orders hold; one whose order has not come yet is parked until it does. */
@Injectable()
export class RefundPoster {
  constructor(
    private readonly db: Db,
    private readonly sequencer: Sequencer,
  ) {}

  /** Needs `lockForRefunds`. */
  async postOrPark(tx: Tx, refunds: Refund[]): Promise<void> {
    const known = await entriesOfOrders(
      tx,
      refunds.map(({ orderId }) => orderId),
    );
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
      const moved = ofOrder
        .filter(({ kind }) => kind === 'line_reallocated' || kind === 'order_weighed')
        .flatMap(({ legs }) => legs);
      const earlier = ofOrder
        .filter(({ kind }) => kind === 'order_refunded' || kind === 'refund_failed')
        .flatMap(({ legs }) => legs);
      const { entry, excessFen } = refundEntry(refund, [...paid.legs, ...moved], earlier);
      const covered = await recovered(tx, entry);
      await insertEntries(tx, [covered]);
      if (excessFen > 0n) await warn(tx, { ...about(refund, 'refund.excess'), detail: `${excessFen} fen too much` });
      known.push({ ...refund, kind: entry.kind, ref: refOf(entry), legs: covered.legs });
    }
  }

  /** Undoes refunds that did not reach the buyer; one that is not in the books yet waits until it is. As above. */
  async undoOrPark(tx: Tx, failures: FailedRefund[]): Promise<void> {
    for (const failure of failures) {
      const given = await givenFor(tx, failure);
      if (!given) await parkFailure(tx, failure);
      else if (!given.undone) await insertEntries(tx, [failureEntry(failure, given.legs)]);
      await warn(tx, {
        ...about(failure, 'refund.failed'),
        detail: `the buyer of order ${failure.orderId} is still owed`,
      });
    }
  }

  /** Posts the parked refunds of orders that have come. */
  async applyParked(orderIds: string[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockForRefunds(tx, await parkedOf(tx, orderIds));
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

  /** Refunds that failed before anybody told that they had succeeded. */
  @Every('5s')
  async undoForgotten(): Promise<void> {
    const failures = await this.db.single((tx) => parkedFailuresPosted(tx, SWEEP_MAX));
    if (failures.length === 0) return;
    await this.db.transaction(async (tx) => {
      await lockForRefunds(tx, failures);
      await this.undoOrPark(tx, await takeParkedFailures(tx, failures));
    });
    this.sequencer.nudge();
  }
}

/** What a party is not owed any more, it owes. */
export async function recovered(tx: Tx, entry: Entry): Promise<Entry> {
  const accounts = [...new Set(entry.legs.map(({ account }) => account).filter(hasFloor))];
  if (accounts.length === 0) return entry;
  return { ...entry, legs: coverOrRecover(entry.legs, await balancesNow(tx, entry.companyId, accounts)) };
}

async function park(tx: Tx, refund: Refund): Promise<void> {
  await parkRefund(tx, refund);
  await warn(tx, { ...about(refund, 'refund.early'), detail: `order ${refund.orderId} is not in the books` });
}

const about = ({ companyId, refundId }: FailedRefund, code: 'refund.early' | 'refund.excess' | 'refund.failed') => ({
  companyId,
  code,
  subject: `refund:${refundId}`,
});
