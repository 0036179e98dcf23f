import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { Every } from '#service/every.js';
import { Sequencer } from '../log/sequencer.js';
import { RuleBook } from '../rules/rule-book.js';
import { refOf } from './entry.js';
import { entriesOfOrders, insertEntries } from './journal.sql.js';
import { lockForRefunds } from './refund.sql.js';
import { recovered } from './refund-poster.js';
import { weighingEntry, weighingRef, type Weighing } from './weighing.js';
import { parkedWeighings, parkWeighing, unpark } from './weighing.sql.js';

const SWEEP_MAX = 100;

type Rules = Awaited<ReturnType<RuleBook['approvedOf']>>;

/** Posts weighings against what their lines hold; one whose order has not come yet is parked until it does. */
@Injectable()
export class WeighingPoster {
  constructor(
    private readonly db: Db,
    private readonly ruleBook: RuleBook,
    private readonly sequencer: Sequencer,
  ) {}

  rulesFor(weighings: Weighing[]): Promise<Rules> {
    return this.ruleBook.approvedOf(weighings.flatMap(({ lines }) => lines.map(({ line }) => line.ruleId)));
  }

  /** Needs `lockForRefunds`. */
  async postOrPark(tx: Tx, weighings: Weighing[], rules: Rules): Promise<void> {
    const known = await entriesOfOrders(
      tx,
      weighings.map(({ orderId }) => orderId),
    );
    for (const weighing of weighings) {
      const { orderId, companyId } = weighing;
      const ofOrder = known.filter((entry) => entry.orderId === orderId && entry.companyId === companyId);
      if (!ofOrder.some(({ kind }) => kind === 'order_paid')) {
        await parkWeighing(tx, weighing);
        continue;
      }
      if (ofOrder.some(({ ref }) => ref === weighingRef(weighing))) continue;
      const posted = ofOrder.flatMap(({ legs }) => legs);
      const entry = weighingEntry(weighing, posted, rules);
      if (!entry) continue;
      const covered = await recovered(tx, entry);
      await insertEntries(tx, [covered]);
      known.push({ companyId, orderId, kind: entry.kind, ref: refOf(entry), legs: covered.legs });
    }
  }

  @Every('5s')
  async applyParked(): Promise<void> {
    const waiting = await this.db.single((tx) => parkedWeighings(tx, SWEEP_MAX));
    if (waiting.length === 0) return;
    const rules = await this.rulesFor(waiting);
    await this.db.transaction(async (tx) => {
      await lockForRefunds(tx, waiting);
      const taken = await unpark(tx, waiting);
      await this.postOrPark(tx, taken, rules);
    });
    this.sequencer.nudge();
  }
}
