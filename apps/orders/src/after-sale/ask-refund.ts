import { Controller, Inject } from '@nestjs/common';
import { Refunds, type AskRefund } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { isUniqueViolation } from '#database/trouble.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { SETTINGS } from '#service/settings.js';
import type { OrdersSettings } from '../config.js';
import { findRoute, type OrderKey } from '../orders/order-view.sql.js';
import { readRefund } from '../refunds/refund-view.sql.js';
import { toRefund } from '../refunds/refund-view.js';
import { SendRefunds } from '../refunds/send-refunds.js';
import { Steps } from '../steps.js';
import { planRefund } from './after-sale.js';
import { approve, findAsked, insertRefund, lockForRefund } from './after-sale.sql.js';
import { parseAsked, type AskedRefund } from './asked.js';

@Controller()
export class AskRefundHandler {
  constructor(
    private readonly db: Db,
    private readonly sendRefunds: SendRefunds,
    private readonly steps: Steps,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  @Rpc(Refunds.method.ask)
  async handle(request: AskRefund, caller: Caller) {
    const asked = parseAsked(request);
    const { orderId, refundId } = asked;
    const route = await this.db.single((tx) => findRoute(tx, orderId));
    if (route?.buyerId !== personOf(caller).personId) throw new Problem('not_found');
    const { companyId } = route;

    await this.write({ companyId, orderId }, asked);
    await this.steps.reached('refund: written');
    await this.sendRefunds.sendNow(companyId, refundId);
    return { refund: toRefund(await this.db.ofCompany(companyId, (tx) => readRefund(tx, companyId, refundId))) };
  }

  /** Written down once, and carried out at once where nobody has to decide. */
  private async write(key: OrderKey, asked: AskedRefund): Promise<void> {
    const written = this.db.transaction(async (tx) => {
      const order = await lockForRefund(tx, key);
      const earlier = await findAsked(tx, asked.refundId);
      if (earlier) return assertSame(earlier, asked);

      const plan = planRefund(order, asked, this.settings.decideRefundWithin);
      await insertRefund(tx, order, asked, plan);
      if (!plan.decision) await approve(tx, order, asked.refundId);
    });
    await written.catch((error: unknown) => {
      // Another order took the id in the same moment.
      throw isUniqueViolation(error) ? new Problem('request.repeated_differently') : error;
    });
  }
}

function assertSame(earlier: { orderId: string; contentHash: string }, asked: AskedRefund): void {
  if (earlier.orderId !== asked.orderId || earlier.contentHash !== asked.contentHash) {
    throw new Problem('request.repeated_differently');
  }
}
