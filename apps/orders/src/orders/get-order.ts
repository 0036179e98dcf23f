import { Controller } from '@nestjs/common';
import { Orders, type GetOrder } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { OrderId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { writeLooks } from '../address/looks.sql.js';
import { Sealer } from '../address/sealer.js';
import { toOrder, viewerOf } from './order-view.js';
import { findRoute, readOrders } from './order-view.sql.js';

@Controller()
export class GetOrderHandler {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  @Rpc(Orders.method.get)
  async handle(request: GetOrder, caller: Caller) {
    const orderId = OrderId.parse(request.orderId);

    const route = await this.db.single((tx) => findRoute(tx, orderId));
    const person = personOf(caller);
    const viewer = route && viewerOf(person, route);
    if (!viewer) throw new Problem('not_found');
    const order = { companyId: route.companyId, orderId };
    const [row] = await this.db.ofCompany(order.companyId, async (tx) => {
      if (viewer === 'packer') await writeLooks(tx, [order], person.personId, 'order');
      return readOrders(tx, [order]);
    });
    if (!row) throw new Problem('not_found');

    return { order: toOrder(row, viewer, this.sealer) };
  }
}
