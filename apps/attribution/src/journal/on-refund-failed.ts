import { Controller } from '@nestjs/common';
import { RefundFailedSchema, type RefundFailed } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, OrderId, RefundId } from '#kernel/id.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import type { FailedRefund } from './refund.js';
import { RefundPoster } from './refund-poster.js';
import { lockForRefunds } from './refund.sql.js';

const CONSUMER = 'attribution-post-failed-refund';

@Controller()
export class OnRefundFailed {
  constructor(
    private readonly db: Db,
    private readonly refunds: RefundPoster,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(RefundFailedSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<RefundFailed>[]): Promise<void> {
    const parsed = (some: typeof events) => some.map(({ message }) => parse(message));
    await this.db.apply(
      CONSUMER,
      events,
      (tx, fresh) => this.refunds.undoOrPark(tx, parsed(fresh)),
      (tx) => lockForRefunds(tx, parsed(events)),
    );
    this.sequencer.nudge();
  }
}

const parse = ({ companyId, orderId, refundId }: RefundFailed): FailedRefund => ({
  companyId: CompanyId.parse(companyId),
  orderId: OrderId.parse(orderId),
  refundId: RefundId.parse(refundId),
});
