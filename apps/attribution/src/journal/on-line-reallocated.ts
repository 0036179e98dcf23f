import { Controller } from '@nestjs/common';
import { LineReallocatedSchema, type LineReallocated } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { ReallocationPoster } from './reallocation-poster.js';
import { lockForRefunds } from './refund.sql.js';
import { parseReallocation } from './reallocation.js';

const CONSUMER = 'attribution-post-reallocation';

/** The farmer whose lot went out is owed; the one whose lot stayed is not. */
@Controller()
export class OnLineReallocated {
  constructor(
    private readonly db: Db,
    private readonly reallocations: ReallocationPoster,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(LineReallocatedSchema, CONSUMER)
  async handle(events: Arrived<LineReallocated>[]): Promise<void> {
    const parsed = (some: typeof events) => some.map(({ message }) => parseReallocation(message));
    await this.db.apply(
      CONSUMER,
      events,
      (tx, fresh) => this.reallocations.postOrPark(tx, parsed(fresh)),
      (tx) => lockForRefunds(tx, parsed(events)),
    );
    this.sequencer.nudge();
  }
}
