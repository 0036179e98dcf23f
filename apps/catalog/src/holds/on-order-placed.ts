import { Injectable } from '@nestjs/common';
import { OrderPlacedSchema, type OrderPlaced } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { aboutHold } from './about-hold.js';
import { settle } from './settle.sql.js';

@Injectable()
export class OnOrderPlaced {
  constructor(private readonly db: Db) {}

  @OnEvent(OrderPlacedSchema, 'catalog-adopt-hold', { lingerMs: 100 })
  async handle(events: Arrived<OrderPlaced>[]): Promise<void> {
    await this.db.single((tx) => settle(tx, 'catalog-adopt-hold', events.map(aboutHold), 'ADOPTED'));
  }
}
