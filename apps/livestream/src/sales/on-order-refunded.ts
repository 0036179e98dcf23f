import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Injectable } from '@nestjs/common';
import { OrderRefundedSchema, type OrderRefunded } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { countRefunds, type GivenBack } from './sales.sql.js';

const CONSUMER = 'livestream-count-refund';

@Injectable()
export class OnOrderRefunded {
  constructor(private readonly db: Db) {}

  @OnEvent(OrderRefundedSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<OrderRefunded>[]): Promise<void> {
    await this.db.single((tx) => countRefunds(tx, CONSUMER, events.map(toRefund)));
  }
}

/** A refund that names no lines is the order's as a whole: of no item in particular. */
function toRefund({ eventId, message }: Arrived<OrderRefunded>): GivenBack {
  const { refundId, amountFen, items } = message;
  const lines = message.lines.map((line) => ({ ...line, cashFen: line.amountFen }));
  return {
    eventId,
    companyId: message.companyId,
    orderId: message.orderId,
    refId: refundId,
    liveSessionId: message.liveSessionId,
    amountFen,
    items,
    refundedAt: message.refundedAt ? timestampDate(message.refundedAt) : new Date(),
    lines: lines.length > 0 ? lines : [{ lineId: refundId, quantity: items, cashFen: amountFen }],
  };
}
