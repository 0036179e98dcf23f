import { Controller } from '@nestjs/common';
import { SaveSkuRequest_PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { LotPackedSchema, type LotPacked } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { plainLeg, type Entry } from './entry.js';
import { postFresh } from './journal.sql.js';

const CONSUMER = 'attribution-buy-lot';

/** What is bought outright is owed to the farmer from the packing on, and lies in the inventory until it is sold. */
@Controller()
export class OnLotPacked {
  constructor(
    private readonly db: Db,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(LotPackedSchema, CONSUMER)
  async handle(events: Arrived<LotPacked>[]): Promise<void> {
    const postings = events.map(({ eventId, message }) => ({ eventId, entry: purchaseOf(message) }));
    await this.db.single((tx) => postFresh(tx, CONSUMER, postings));
    this.sequencer.nudge();
  }
}

/** Other kinds of purchase owe the farmer when the goods are sold. */
function purchaseOf({ companyId, packingId, lotId, supplierId, purchaseKind, costFen }: LotPacked): Entry | undefined {
  if (purchaseKind !== SaveSkuRequest_PurchaseKind.OUTRIGHT || costFen === 0n) return undefined;
  const legs = [plainLeg(`inventory:lot:${lotId}`, -costFen), plainLeg(`payable:farmer:${supplierId}`, costFen)];
  return { companyId, kind: 'lot_bought', about: packingId, orderId: null, legs, input: null };
}
