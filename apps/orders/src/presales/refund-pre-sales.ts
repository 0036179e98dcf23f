import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { contentHash } from '#kernel/hash.js';
import { RefundId, type CompanyId } from '#kernel/id.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { planRefund } from '../after-sale/after-sale.js';
import { approve, insertRefund, lockForRefund } from '../after-sale/after-sale.sql.js';
import { wishCancelled } from '../orders/attend-orders.sql.js';
import { OrderEnd } from '../orders/order-end.js';
import { SendRefunds } from '../refunds/send-refunds.js';
import { Steps } from '../steps.js';
import { backOf, isAsked } from './presale.js';
import { findOverdue, lookAgain, type OverduePreSale } from './presales.sql.js';

const AT_ONCE = 50;
// An order that is not paid is on its way to an end; a request is decided within its own time.
const AGAIN_S = 15;
const AFTER_DECISION_S = 600;
// Read by the buyer and the seller.
const TOO_LATE = '预售商品未能在约定日期前发货，系统自动退款';
const TOO_SMALL = '采收量不足，按下单先后未能供到此单，系统自动退款';

/** Whatever has not left when its last day is over goes back whole; so does what a small harvest was not enough for. */
@Injectable()
export class RefundPreSales {
  constructor(
    private readonly db: Db,
    private readonly sendRefunds: SendRefunds,
    private readonly end: OrderEnd,
    private readonly observer: Observer,
    private readonly steps: Steps,
  ) {}

  @Every('2s')
  async sweep(): Promise<void> {
    for (const order of await this.db.single((tx) => findOverdue(tx, AT_ONCE))) {
      await this.refund(order).catch((error: unknown) => this.observer.failed(error, 'paying back a pre-sale'));
    }
  }

  private async refund(overdue: OverduePreSale): Promise<void> {
    const decided = await this.db.transaction(async (tx) => {
      const order = await lockForRefund(tx, overdue);
      if (order.status === 'AWAITING_PAYMENT' || order.status === 'EXPIRING') {
        await lookAgain(tx, overdue, AGAIN_S);
        return (await wishCancelled(tx, overdue)) ? 'to be ended' : undefined;
      }
      const lines = order.status === 'PAID' ? backOf(order.lines) : [];
      await lookAgain(tx, overdue, order.status === 'PAID' && isAsked(order.lines) ? AFTER_DECISION_S : null);
      if (lines.length === 0) return undefined;

      const reason = overdue.kept === false ? TOO_SMALL : TOO_LATE;
      // Derived: whoever dies here and whoever comes after make the same one.
      const id = RefundId.derive('pre-sale', order.orderId, String(order.refunds));
      const asked = { ...{ orderId: order.orderId, refundId: id }, reason, lines, photoKeys: [] };
      const plan = planRefund(order, asked, 0);
      await insertRefund(
        tx,
        order,
        { ...asked, contentHash: contentHash({ reason, lines }) },
        { ...plan, kind: 'PRE_SALE', decision: null },
      );
      await approve(tx, order, id, { reason });
      return id;
    });
    if (decided === 'to be ended') await this.end.bring(overdue);
    else if (decided) await this.send(overdue.companyId, decided);
  }

  private async send(companyId: CompanyId, refundId: RefundId): Promise<void> {
    await this.steps.reached('refund: written');
    await this.sendRefunds.sendNow(companyId, refundId);
  }
}
