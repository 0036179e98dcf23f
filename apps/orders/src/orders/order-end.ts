import { Injectable } from '@nestjs/common';
import { Holds } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { OpenPayment } from '../payments/open-payment.js';
import { PaymentProvider } from '../payments/provider.js';
import { Settle } from '../payments/settle.js';
import { Steps } from '../steps.js';
import { toHold } from './held.js';
import { readAttempts, readPromise, type Attempt } from './order-end.sql.js';
import type { OrderKey } from './order-view.sql.js';

/** Brings what is open of an order to its end, outside any transaction. Every step may be repeated. */
@Injectable()
export class OrderEnd {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
    private readonly provider: PaymentProvider,
    private readonly openPayment: OpenPayment,
    private readonly settle: Settle,
    private readonly steps: Steps,
  ) {}

  /** Problems: unavailable, if it could not be made certain; the order then stays as it is. */
  async bring(order: OrderKey): Promise<void> {
    const attempts = await this.db.single((tx) => readAttempts(tx, order));
    const open = attempts.filter(({ status }) => status === 'CREATING' || status === 'PENDING');
    for (const attempt of open) await this.cancel(order, attempt);
    if (attempts.some(({ stray }) => stray === 'undecided')) await this.rescue(order);
    else if (open.length === 0) await this.settle.close(order.orderId);
  }

  /** After this nothing can come of a payment any more, or it has come. */
  private async cancel({ orderId, companyId }: OrderKey, attempt: Attempt): Promise<void> {
    // Without an answer nobody knows whether the provider has it. Asking again with its key makes sure of one to cancel.
    const ref = attempt.ref ?? (await this.openPayment.create({ ...attempt, orderId, companyId }, attempt.ageMs)).ref;
    const seen = await this.provider.cancel(ref);
    await this.steps.reached('close: cancelled at the provider');
    await this.settle.seen(seen);
  }

  /** Money came after the end: the buyer gets the goods at the order's price if they are still there, else the money. */
  private async rescue(order: OrderKey): Promise<void> {
    const lines = await this.db.single((tx) => readPromise(tx, order));
    const buyerId = lines[0]?.buyerId ?? '';
    const wanted = lines.map(({ skuId, quantity, priceFen }) => ({ skuId, quantity, priceFen }));
    try {
      const held = await this.rpc.to(Holds).holdAgain({ ...order, buyerId, lines: wanted });
      await this.steps.reached('rescue: held again');
      await this.settle.rescue(order.orderId, toHold(held));
    } catch (error) {
      const { code } = Problem.from(error);
      // A SKU that is gone altogether is no better than one that is sold out.
      if (code !== 'stock.sold_out' && code !== 'not_found') throw error;
      await this.settle.giveBack(order.orderId);
    }
  }
}
