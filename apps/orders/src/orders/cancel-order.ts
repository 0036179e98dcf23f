import { Controller } from '@nestjs/common';
import { Orders, type CancelOrder } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OrderId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { Sealer } from '../address/sealer.js';
import { wishCancelled } from './attend-orders.sql.js';
import { OrderEnd } from './order-end.js';
import { toOrder } from './order-view.js';
import { findRoute, readOrders } from './order-view.sql.js';

@Controller()
export class CancelOrderHandler {
  constructor(
    private readonly db: Db,
    private readonly end: OrderEnd,
    private readonly sealer: Sealer,
  ) {}

  @Rpc(Orders.method.cancel)
  async handle(request: CancelOrder, caller: Caller) {
    const orderId = OrderId.parse(request.orderId);
    const route = await this.db.single((tx) => findRoute(tx, orderId));
    if (route?.buyerId !== personOf(caller).personId) throw new Problem('not_found');
    const order = { orderId, companyId: route.companyId };

    if (await this.db.single((tx) => wishCancelled(tx, order))) await this.bring(order);

    const [row] = await this.db.ofCompany(route.companyId, (tx) => readOrders(tx, [order]));
    if (!row) throw new Problem('not_found');
    // Cancelled before, or being cancelled: the same wish again. Anything else has moved on without it.
    if (!row.cancelRequested) throw new Problem('order.not_payable');
    if (row.status !== 'CANCELLED' && row.status !== 'EXPIRING') throw new Problem('order.not_payable');
    return { order: toOrder(row, 'buyer', this.sealer) };
  }

  /** The wish stands: if the provider is away, a sweeper goes on with it. */
  private async bring(order: Parameters<OrderEnd['bring']>[0]): Promise<void> {
    try {
      await this.end.bring(order);
    } catch (error) {
      if (Problem.from(error).code !== 'unavailable') throw error;
    }
  }
}
