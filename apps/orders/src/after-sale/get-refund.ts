import { Controller } from '@nestjs/common';
import { Refunds, type GetRefund } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { RefundId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { viewerOf } from '../orders/order-view.js';
import { findRefundRoute } from './after-sale.sql.js';
import { RefundAnswers } from './refund-answers.js';

@Controller()
export class GetRefundHandler {
  constructor(
    private readonly db: Db,
    private readonly answers: RefundAnswers,
  ) {}

  @Rpc(Refunds.method.get)
  async handle(request: GetRefund, caller: Caller) {
    const refundId = RefundId.parse(request.refundId);

    const route = await this.db.single((tx) => findRefundRoute(tx, refundId));
    if (!route || !viewerOf(personOf(caller), route)) throw new Problem('not_found');

    return this.answers.read({ companyId: route.companyId, refundId });
  }
}
