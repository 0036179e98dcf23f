import { Controller } from '@nestjs/common';
import { Refunds, type SendGoodsBackRequest } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { RefundId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { RETURNED_DECIDE_WITHIN_MS } from './after-sale.js';
import { findRefundRoute, lockForRefund, lockRefund, noteGoodsSent } from './after-sale.sql.js';
import { mayNoteGoodsSent } from './decision.js';
import { RefundAnswers } from './refund-answers.js';

const WORD_MAX = 40;

@Controller()
export class SendGoodsBackHandler {
  constructor(
    private readonly db: Db,
    private readonly answers: RefundAnswers,
  ) {}

  @Rpc(Refunds.method.sendGoodsBack)
  async handle(request: SendGoodsBackRequest, caller: Caller) {
    const refundId = RefundId.parse(request.refundId);
    const carrier = parseText(request.carrier, 'carrier', { max: WORD_MAX });
    const trackingNumber = parseText(request.trackingNumber, 'trackingNumber', { max: WORD_MAX });
    const tracking = `${carrier} ${trackingNumber}`;
    const route = await this.db.single((tx) => findRefundRoute(tx, refundId));
    if (route?.buyerId !== personOf(caller).personId) throw new Problem('not_found');
    const { companyId } = route;

    await this.db.transaction(async (tx) => {
      await lockForRefund(tx, route);
      const refund = await lockRefund(tx, { companyId, refundId });
      if (!mayNoteGoodsSent(refund, tracking)) return;
      await noteGoodsSent(tx, { companyId, refundId }, tracking, RETURNED_DECIDE_WITHIN_MS);
    });
    return this.answers.read({ companyId, refundId });
  }
}
