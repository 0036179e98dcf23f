import { Controller } from '@nestjs/common';
import { OrderRefundedSchema, Refund_Kind, type OrderRefunded } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, LineId, OrderId, RefundId } from '#kernel/id.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import type { Refund } from './refund.js';
import { RefundPoster } from './refund-poster.js';
import { lockForRefunds } from './refund.sql.js';

const CONSUMER = 'attribution-post-refund';

@Controller()
export class OnOrderRefunded {
  constructor(
    private readonly db: Db,
    private readonly refunds: RefundPoster,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(OrderRefundedSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<OrderRefunded>[]): Promise<void> {
    const parsed = (some: typeof events) => some.map(({ message }) => parse(message));
    await this.db.apply(
      CONSUMER,
      events,
      (tx, fresh) => this.refunds.postOrPark(tx, parsed(fresh)),
      (tx) => lockForRefunds(tx, parsed(events)),
    );
    this.sequencer.nudge();
  }
}

const parse = ({ companyId, orderId, refundId, amountFen, lines, kind }: OrderRefunded): Refund => ({
  companyId: CompanyId.parse(companyId),
  orderId: OrderId.parse(orderId),
  refundId: RefundId.parse(refundId),
  amountFen: Fen.parse(amountFen, 'amountFen'),
  lines: lines.map((line) => ({ lineId: LineId.parse(line.lineId), amountFen: Fen.parse(line.amountFen, 'lines') })),
  weighed: kind === Refund_Kind.WEIGHED,
});
