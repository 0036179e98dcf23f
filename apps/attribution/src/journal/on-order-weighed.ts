import { Controller } from '@nestjs/common';
import { OrderWeighedSchema, type OrderWeighed } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { parseWeighing } from './weighing.js';
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
    const rules = await this.weighings.rulesFor(events.map(({ message }) => parseWeighing(message)));
    await this.db.apply(CONSUMER, events, async (tx, fresh) => {
      await this.weighings.postOrPark(
        tx,
        fresh.map(({ message }) => parseWeighing(message)),
        rules,
      );
    });
    this.sequencer.nudge();
  }
}
