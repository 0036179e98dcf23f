import { Injectable } from '@nestjs/common';
import { OrderPaidSchema, type OrderPaid } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { count, type SaleFact } from './sales.sql.js';

const CONSUMER = 'livestream-count-sale';

@Injectable()
export class OnOrderPaid {
  constructor(private readonly db: Db) {}

  @OnEvent(OrderPaidSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<OrderPaid>[]): Promise<void> {
    await this.db.single((tx) => count(tx, CONSUMER, 'paid', events.map(toFact)));
  }
}

const toFact = ({ eventId, message }: Arrived<OrderPaid>): SaleFact => ({
  eventId,
  companyId: message.companyId,
  orderId: message.orderId,
  refId: message.orderId,
  liveSessionId: message.liveSessionId,
  amountFen: message.cashFen,
  items: message.lines.reduce((sum, line) => sum + line.quantity, 0),
});
