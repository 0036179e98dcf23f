import { Injectable } from '@nestjs/common';
import { RefundFailedSchema, type RefundFailed } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { countFailedRefunds, type SaleFact } from './sales.sql.js';

const CONSUMER = 'livestream-count-failed-refund';

@Injectable()
export class OnRefundFailed {
  constructor(private readonly db: Db) {}

  @OnEvent(RefundFailedSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<RefundFailed>[]): Promise<void> {
    await this.db.single((tx) => countFailedRefunds(tx, CONSUMER, events.map(toFact)));
  }
}

const toFact = ({ eventId, message }: Arrived<RefundFailed>): SaleFact => ({
  eventId,
  companyId: message.companyId,
  orderId: message.orderId,
  refId: message.refundId,
  liveSessionId: message.liveSessionId,
  amountFen: message.amountFen,
  items: 0,
});
