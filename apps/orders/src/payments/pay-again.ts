import { Controller } from '@nestjs/common';
import { Orders, Payment_Status, type PayOrderAgain } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { isUniqueViolation } from '#database/trouble.js';
import { OrderId, PaymentId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findRoute, type OrderKey } from '../orders/order-view.sql.js';
import { assertPayableAgain } from './attempts.js';
import { addAttempt, findPayment, lockForAttempt, type KnownPayment } from './attempts.sql.js';
import { OpenPayment } from './open-payment.js';
import { PaymentProvider } from './provider.js';

@Controller()
export class PayAgainHandler {
  constructor(
    private readonly db: Db,
    private readonly provider: PaymentProvider,
    private readonly openPayment: OpenPayment,
  ) {}

  @Rpc(Orders.method.payAgain)
  async handle(request: PayOrderAgain, caller: Caller) {
    const orderId = OrderId.parse(request.orderId);
    const paymentId = PaymentId.parse(request.paymentId);
    const buyerId = personOf(caller).personId;
    const route = await this.db.single((tx) => findRoute(tx, orderId));
    if (route?.buyerId !== buyerId) throw new Problem('not_found');

    const payment = await this.write({ orderId, companyId: route.companyId }, paymentId, buyerId);
    return { payment: await this.open(payment) };
  }

  /** The attempt and its key, before the provider is asked; or the one this id stands for already. */
  private async write(order: OrderKey, paymentId: PaymentId, buyerId: PersonId): Promise<KnownPayment> {
    const attempt = this.db.transaction(async (tx) => {
      const locked = await lockForAttempt(tx, order);
      const earlier = await findPayment(tx, paymentId);
      if (earlier && earlier.orderId !== order.orderId) throw new Problem('request.repeated_differently');
      if (earlier) return earlier;

      assertPayableAgain(locked);
      return addAttempt(tx, order, { paymentId, buyerId, provider: this.provider.name, amountFen: locked.totalFen });
    });
    return attempt.catch((error: unknown) => {
      // Another order took the id in the same moment.
      throw isUniqueViolation(error) ? new Problem('request.repeated_differently') : error;
    });
  }

  private async open(payment: KnownPayment) {
    const { paymentId, provider, amountFen, status, clientSecret, open } = payment;
    const wanted = status === 'CREATING' && open;
    const opened = wanted ? await this.openPayment.open(payment) : undefined;
    return {
      paymentId,
      provider,
      amountFen,
      status: Payment_Status[opened?.status ?? status],
      clientSecret: opened?.clientSecret ?? clientSecret ?? '',
    };
  }
}
