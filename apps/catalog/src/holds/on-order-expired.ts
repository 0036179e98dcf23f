import { Injectable } from '@nestjs/common';
import { OrderExpiredSchema, type OrderExpired } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { aboutHold } from './about-hold.js';
import { free } from './settle.sql.js';

@Injectable()
export class OnOrderExpired {
  constructor(private readonly db: Db) {}

  @OnEvent(OrderExpiredSchema, 'catalog-free-hold-of-expired')
  async handle(events: Arrived<OrderExpired>[]): Promise<void> {
    await this.db.apply('catalog-free-hold-of-expired', events, (tx, fresh) => free(tx, fresh.map(aboutHold), 'FREED'));
  }
}
