import { Controller } from '@nestjs/common';
import { StrayPaymentReturnedSchema, type StrayPaymentReturned } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { Sequencer } from '../log/sequencer.js';
import { BUYERS_MONEY } from '../split/split.js';
import { settle } from '../warnings/warning.sql.js';
import { plainLeg } from './entry.js';
import { insertEntries } from './journal.sql.js';
import { STRAY } from './on-stray-payment-received.js';

const CONSUMER = 'attribution-return-stray-payment';

@Controller()
export class OnStrayPaymentReturned {
  constructor(
    private readonly db: Db,
    private readonly sequencer: Sequencer,
  ) {}

  @OnEvent(StrayPaymentReturnedSchema, CONSUMER)
  async handle(events: Arrived<StrayPaymentReturned>[]): Promise<void> {
    await this.db.apply(CONSUMER, events, async (tx, fresh) => {
      for (const { message } of fresh) await giveBack(tx, message);
    });
    this.sequencer.nudge();
  }
}

async function giveBack(tx: Tx, message: StrayPaymentReturned): Promise<void> {
  const { companyId, orderId, paymentId, refundId, amountFen } = message;
  const legs = [plainLeg(BUYERS_MONEY, amountFen), plainLeg(STRAY, -amountFen)];
  await insertEntries(tx, [{ companyId, kind: 'payment_returned', about: refundId, orderId, legs, input: null }]);
  const detail = `given back by refund ${refundId}`;
  await settle(tx, { companyId, code: 'payment.stray', subject: `payment:${paymentId}`, detail });
}
