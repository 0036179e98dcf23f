import { Controller } from '@nestjs/common';
import { OrderPaidSchema, type OrderPaid } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { RuleBook } from '../rules/rule-book.js';
import { RefundPoster } from './refund-poster.js';
import { postFresh, type Posting } from './journal.sql.js';
import { splitOrder } from './split-order.js';

const CONSUMER = 'attribution-post-order';

@Controller()
export class OnOrderPaid {
  constructor(
    private readonly db: Db,
    private readonly ruleBook: RuleBook,
    private readonly refunds: RefundPoster,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(OrderPaidSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<OrderPaid>[]): Promise<void> {
    const named = events.flatMap(({ message }) => message.lines.map(({ ruleId }) => ruleId));
    const rules = await this.ruleBook.approvedOf(named);
    const postings = events.map(({ eventId, message }) => posting(eventId, message, rules));

    const refunded = await this.db.single((tx) => postFresh(tx, CONSUMER, postings));
    if (refunded.length > 0) await this.refunds.applyParked(refunded);
    this.sequencer.nudge();
  }
}

function posting(eventId: string, order: OrderPaid, rules: Parameters<typeof splitOrder>[1]): Posting {
  const { entry, trouble } = splitOrder(order, rules);
  if (trouble === undefined) return { eventId, entry };
  const { companyId, orderId } = order;
  return {
    eventId,
    entry,
    warning: { companyId, code: 'order.unsplit', subject: `order:${orderId}`, detail: trouble },
  };
}
