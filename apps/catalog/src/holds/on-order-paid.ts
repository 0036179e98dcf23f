import { Injectable } from '@nestjs/common';
import { OrderPaidSchema, type OrderPaid } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { aboutHold } from './about-hold.js';
import { settle } from './settle.sql.js';

@Injectable()
export class OnOrderPaid {
  constructor(private readonly db: Db) {}

  @OnEvent(OrderPaidSchema, 'catalog-sell-hold', { lingerMs: 100 })
  async handle(events: Arrived<OrderPaid>[]): Promise<void> {
    await this.db.single((tx) => settle(tx, 'catalog-sell-hold', events.map(aboutHold), 'SOLD'));
  }
}
