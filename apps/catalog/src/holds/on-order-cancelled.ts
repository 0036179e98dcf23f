import { Injectable } from '@nestjs/common';
import { OrderCancelledSchema, type OrderCancelled } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { aboutHold } from './about-hold.js';
import { free } from './settle.sql.js';

@Injectable()
export class OnOrderCancelled {
  constructor(private readonly db: Db) {}

  @OnEvent(OrderCancelledSchema, 'catalog-free-hold-of-cancelled')
  async handle(events: Arrived<OrderCancelled>[]): Promise<void> {
    await this.db.apply('catalog-free-hold-of-cancelled', events, (tx, fresh) =>
      free(tx, fresh.map(aboutHold), 'FREED'),
    );
  }
}
