import { Controller } from '@nestjs/common';
import { StrayPaymentReceivedSchema, type StrayPaymentReceived } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { BUYERS_MONEY } from '../split/split.js';
import { plainLeg } from './entry.js';
import { postFresh, type Posting } from './journal.sql.js';

const CONSUMER = 'attribution-post-stray-payment';

export const STRAY = 'suspense:stray';

/** Money that belongs to no open promise waits in suspense, and somebody is told, until it is given back. */
@Controller()
export class OnStrayPaymentReceived {
  constructor(
    private readonly db: Db,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(StrayPaymentReceivedSchema, CONSUMER)
  async handle(events: Arrived<StrayPaymentReceived>[]): Promise<void> {
    const postings = events.map(({ eventId, message }) => posting(eventId, message));
    await this.db.single((tx) => postFresh(tx, CONSUMER, postings));
    this.sequencer.nudge();
  }
}

function posting(eventId: string, message: StrayPaymentReceived): Posting {
  const { companyId, orderId, paymentId, amountFen, reason } = message;
  const legs = [plainLeg(BUYERS_MONEY, -amountFen), plainLeg(STRAY, amountFen)];
  return {
    eventId,
    entry: { companyId, kind: 'payment_stray', about: paymentId, orderId, legs, input: null },
    warning: {
      companyId,
      code: 'payment.stray',
      subject: `payment:${paymentId}`,
      detail: `${reason}, order ${orderId}`,
    },
  };
}
