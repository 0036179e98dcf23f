import { Controller } from '@nestjs/common';
import { PaymentFeeKnownSchema, type PaymentFeeKnown } from '#contracts/tianjian/orders/v1/provider_account_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { OnEvent, type Arrived } from '#messaging/on-event.js';
import { FeePoster } from './fee-poster.js';
import { parkFee } from './fee.sql.js';

const CONSUMER = 'attribution-true-up-fee';

@Controller()
export class OnPaymentFeeKnown {
  constructor(
    private readonly db: Db,
    private readonly fees: FeePoster,
  ) {}

  @OnEvent(PaymentFeeKnownSchema, CONSUMER, { lingerMs: 100 })
  async handle(events: Arrived<PaymentFeeKnown>[]): Promise<void> {
    await this.db.apply(CONSUMER, events, async (tx, fresh) => {
      for (const { message } of fresh) await parkFee(tx, { ...message, feeFen: Fen.of(message.feeFen) });
    });
    await this.fees.post();
  }
}
