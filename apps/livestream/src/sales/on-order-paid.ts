import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Injectable } from '@nestjs/common';
import { OrderPaidSchema, type OrderPaid } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { countSales, type Sale } from './sales.sql.js';
import { viewerOf } from './viewer.js';

const CONSUMER = 'livestream-count-sale';

@Injectable()
export class OnOrderPaid {
  constructor(private readonly db: Db) {}

  @OnEvent(OrderPaidSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<OrderPaid>[]): Promise<void> {
    await this.db.single((tx) => countSales(tx, CONSUMER, events.map(toSale)));
  }
}

/** An order that does not say when it was placed is credited by when it was paid. */
function toSale({ eventId, message }: Arrived<OrderPaid>): Sale {
  const paidAt = message.paidAt ? timestampDate(message.paidAt) : new Date();
  return {
    eventId,
    companyId: message.companyId,
    orderId: message.orderId,
    refId: message.orderId,
    liveSessionId: message.liveSessionId,
    amountFen: message.cashFen,
    items: message.lines.reduce((sum, line) => sum + line.quantity, 0),
    buyer: viewerOf(message.companyId, `p:${message.buyerId}`),
    placedAt: message.placedAt ? timestampDate(message.placedAt) : paidAt,
    paidAt,
    lines: message.lines.map(({ lineId, skuId, quantity, cashFen }) => ({ lineId, skuId, quantity, cashFen })),
    lotIds: [...new Set(message.lines.flatMap(({ allocations }) => allocations.map(({ lotId }) => lotId)))],
  };
}
