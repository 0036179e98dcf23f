import { Injectable } from '@nestjs/common';
import { OrderRefundedSchema, type OrderRefunded } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { count, type SaleFact } from './sales.sql.js';

const CONSUMER = 'livestream-count-refund';

@Injectable()
export class OnOrderRefunded {
  constructor(private readonly db: Db) {}

  @OnEvent(OrderRefundedSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<OrderRefunded>[]): Promise<void> {
    await this.db.single((tx) => count(tx, CONSUMER, 'refunded', events.map(toFact)));
  }
}

const toFact = ({ eventId, message }: Arrived<OrderRefunded>): SaleFact => ({
  eventId,
  companyId: message.companyId,
  orderId: message.orderId,
  refId: message.refundId,
  liveSessionId: message.liveSessionId,
  amountFen: message.amountFen,
  items: message.items,
});
