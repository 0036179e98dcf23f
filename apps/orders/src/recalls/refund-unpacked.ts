import { Controller } from '@nestjs/common';
import { Recalls, type RefundLinesOfLot } from '#contracts/tianjian/orders/v1/recalls_pb.js';
import { Db } from '#database/db.js';
import { contentHash } from '#kernel/hash.js';
import { CompanyId, LotId, RefundId, type OrderId, type PersonId } from '#kernel/id.js';
import { Quantity } from '#kernel/measures.js';
import { parseText } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { leftOf, planRefund } from '../after-sale/after-sale.js';
import { approve, insertRefund, lockForRefund, type LockedForRefund } from '../after-sale/after-sale.sql.js';
import { REASON_MAX } from '../after-sale/asked.js';
import { SendRefunds } from '../refunds/send-refunds.js';
import { unpackedWith } from './lines-of-lot.sql.js';

const AT_ONCE = 20;
const LEFT_MAX = 10_000;

interface Wanted {
  companyId: CompanyId;
  lotId: LotId;
  reason: string;
  by: PersonId;
}

@Controller()
export class RefundUnpackedHandler {
  constructor(
    private readonly db: Db,
    private readonly sendRefunds: SendRefunds,
  ) {}

  @Rpc(Recalls.method.refundUnpacked)
  async handle(request: RefundLinesOfLot, caller: Caller) {
    const wanted = {
      companyId: CompanyId.parse(request.companyId),
      lotId: LotId.parse(request.lotId),
      reason: parseText(request.reason, 'reason', { max: REASON_MAX }),
      by: personOf(caller).personId,
    };
    const find = (limit: number) =>
      this.db.ofCompany(wanted.companyId, (tx) => unpackedWith(tx, wanted.companyId, wanted.lotId, limit));

    let refundedOrders = 0;
    for (const { orderId } of await find(AT_ONCE)) {
      const refundId = await this.refund(orderId, wanted);
      if (!refundId) continue;
      refundedOrders += 1;
      await this.sendRefunds.sendNow(wanted.companyId, refundId);
    }
    return { refundedOrders, leftOrders: (await find(LEFT_MAX)).length };
  }

  /** One order at a time, each under its own lock: whoever packs it or pays it back meanwhile comes before or after. */
  private refund(orderId: OrderId, { companyId, lotId, reason, by }: Wanted): Promise<RefundId | undefined> {
    return this.db.transaction(async (tx) => {
      const order = await lockForRefund(tx, { companyId, orderId });
      const lines = linesToRefund(order, lotId);
      if (order.packed || order.status !== 'PAID' || lines.length === 0) return undefined;

      // Derived: no client can have taken it before. Nothing is left of the lines for whoever asks again.
      const refundId = RefundId.derive('recall', orderId, lotId, String(order.refunds));
      const asked = { orderId, refundId, reason, lines, photoKeys: [], contentHash: contentHash({ lotId, lines }) };
      await insertRefund(tx, order, asked, { ...planRefund(order, asked, 0), kind: 'RECALL' });
      await approve(tx, order, refundId, { decidedBy: by, reason });
      return refundId;
    });
  }
}

/** All that is left of every line with pieces of the lot. */
function linesToRefund({ lines }: LockedForRefund, lotId: LotId) {
  return lines
    .filter((line) => line.allocations.some((allocation) => allocation.lotId === lotId) && leftOf(line).quantity > 0)
    .map((line) => ({ lineId: line.lineId, quantity: Quantity.parse(leftOf(line).quantity, 'quantity') }));
}
