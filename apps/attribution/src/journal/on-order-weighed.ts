import { Controller } from '@nestjs/common';
import { OrderWeighedSchema, type OrderWeighed } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { parseWeighing } from './weighing.js';
import { lockForRefunds } from './refund.sql.js';
import { WeighingPoster } from './weighing-poster.js';

const CONSUMER = 'attribution-post-weighing';

/** Everybody's share is of what the goods really weigh. */
@Controller()
export class OnOrderWeighed {
  constructor(
    private readonly db: Db,
    private readonly weighings: WeighingPoster,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(OrderWeighedSchema, CONSUMER)
  async handle(events: Arrived<OrderWeighed>[]): Promise<void> {
    const parsed = (some: typeof events) => some.map(({ message }) => parseWeighing(message));
    const rules = await this.weighings.rulesFor(parsed(events));
    await this.db.apply(
      CONSUMER,
      events,
      (tx, fresh) => this.weighings.postOrPark(tx, parsed(fresh), rules),
      (tx) => lockForRefunds(tx, parsed(events)),
    );
    this.sequencer.nudge();
  }
}
