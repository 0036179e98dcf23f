import { Controller } from '@nestjs/common';
import { Refunds, type DecideRefund } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { Db } from '#database/db.js';
import { RefundId, type PersonId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller, CallingPerson } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { viewerOf } from '../orders/order-view.js';
import type { OrderKey } from '../orders/order-view.sql.js';
import { SendRefunds } from '../refunds/send-refunds.js';
import { approve, close, findRefundRoute, lockForRefund, lockRefund } from './after-sale.sql.js';
import { REASON_MAX } from './asked.js';
import { mayDecide } from './decision.js';
import { RefundAnswers } from './refund-answers.js';

interface Decision {
  refundId: RefundId;
  approved: boolean;
  reason: string;
  decidedBy: PersonId;
}

@Controller()
export class DecideRefundHandler {
  constructor(
    private readonly db: Db,
    private readonly sendRefunds: SendRefunds,
    private readonly answers: RefundAnswers,
  ) {}

  @Rpc(Refunds.method.decide)
  async handle(request: DecideRefund, caller: Caller) {
    const person = personOf(caller);
    const refundId = RefundId.parse(request.refundId);
    const approved = request.approve;
    const reason = parseText(request.reason, 'reason', { max: REASON_MAX, optional: approved });
    const route = await this.db.single((tx) => findRefundRoute(tx, refundId));
    assertMayDecide(person, route);
    const { companyId } = route;

    await this.decide(route, { refundId, approved, reason, decidedBy: person.personId as PersonId });
    if (approved) await this.sendRefunds.sendNow(companyId, refundId);
    return this.answers.read({ companyId, refundId });
  }

  private async decide(key: OrderKey, { refundId, approved, reason, decidedBy }: Decision): Promise<void> {
    await this.db.transaction(async (tx) => {
      const order = await lockForRefund(tx, key);
      const refund = await lockRefund(tx, { companyId: key.companyId, refundId });
      if (!mayDecide(refund, approved)) return;

      if (approved) await approve(tx, order, refundId, { decidedBy, reason });
      else await close(tx, { companyId: key.companyId, refundId }, 'DECLINED', { decidedBy, reason });
    });
  }
}

type Route = NonNullable<Awaited<ReturnType<typeof findRefundRoute>>>;

/** Whoever may not know of it is not told; nobody decides on money for themselves. */
function assertMayDecide(person: CallingPerson, route: Route | undefined): asserts route is Route {
  if (!route || !viewerOf(person, route)) throw new Problem('not_found');
  if (route.buyerId === person.personId || !hasRole(person, route.companyId, ['seller'])) {
    throw new Problem('access.denied');
  }
}
