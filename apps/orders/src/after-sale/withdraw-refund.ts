import { Controller } from '@nestjs/common';
import { Refunds, type WithdrawRefund } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { RefundId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { close, findRefundRoute, lockForRefund, lockRefund } from './after-sale.sql.js';
import { mayWithdraw } from './decision.js';
import { RefundAnswers } from './refund-answers.js';

@Controller()
export class WithdrawRefundHandler {
  constructor(
    private readonly db: Db,
    private readonly answers: RefundAnswers,
  ) {}

  @Rpc(Refunds.method.withdraw)
  async handle(request: WithdrawRefund, caller: Caller) {
    const refundId = RefundId.parse(request.refundId);
    const route = await this.db.single((tx) => findRefundRoute(tx, refundId));
    if (route?.buyerId !== personOf(caller).personId) throw new Problem('not_found');
    const { companyId } = route;

    await this.db.transaction(async (tx) => {
      await lockForRefund(tx, route);
      const refund = await lockRefund(tx, { companyId, refundId });
      if (mayWithdraw(refund)) await close(tx, { companyId, refundId }, 'WITHDRAWN');
    });
    return this.answers.read({ companyId, refundId });
  }
}
