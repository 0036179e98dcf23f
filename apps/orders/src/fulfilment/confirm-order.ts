import { Controller } from '@nestjs/common';
import { Fulfilment, type ConfirmOrder } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import { OrderId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { Sealer } from '../address/sealer.js';
import { toOrder } from '../orders/order-view.js';
import { findRoute, readOrders } from '../orders/order-view.sql.js';
import { complete } from './complete.sql.js';
import { lockOrder } from './fulfilment.sql.js';

@Controller()
export class ConfirmOrderHandler {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  @Rpc(Fulfilment.method.confirm)
  async handle(request: ConfirmOrder, caller: Caller) {
    const orderId = OrderId.parse(request.orderId);
    const route = await this.db.single((tx) => findRoute(tx, orderId));
    if (route?.buyerId !== personOf(caller).personId) throw new Problem('not_found');
    const order = { companyId: route.companyId, orderId };

    const row = await this.db.ofCompany(order.companyId, async (tx) => {
      const locked = await lockOrder(tx, order);
      if (locked?.status === 'SHIPPED') await complete(tx, order);
      else if (locked?.status !== 'COMPLETED') throw new Problem('order.not_shipped');
      const [completed] = await readOrders(tx, [order]);
      return completed;
    });

    if (!row) throw new Problem('not_found');
    return { order: toOrder(row, 'buyer', this.sealer) };
  }
}
