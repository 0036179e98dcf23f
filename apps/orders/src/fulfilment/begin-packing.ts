import { Controller } from '@nestjs/common';
import { Fulfilment, type BeginPackingRequest } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, OrderId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { writeLooks } from '../address/looks.sql.js';
import { Sealer } from '../address/sealer.js';
import { toOrder } from '../orders/order-view.js';
import { readOrders } from '../orders/order-view.sql.js';
import { beginPacking, lockOrder } from './fulfilment.sql.js';
import { assertPackable } from './parcel.js';

@Controller()
export class BeginPackingHandler {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  @Rpc(Fulfilment.method.beginPacking)
  async handle(request: BeginPackingRequest, caller: Caller) {
    const order = { companyId: CompanyId.parse(request.companyId), orderId: OrderId.parse(request.orderId) };
    const packer = personOf(caller).personId;

    const row = await this.db.ofCompany(order.companyId, async (tx) => {
      const locked = await lockOrder(tx, order);
      if (!locked) throw new Problem('not_found');
      assertPackable(locked);
      await beginPacking(tx, order);
      await writeLooks(tx, [order], packer, 'order');
      const [packed] = await readOrders(tx, [order]);
      return packed;
    });

    if (!row) throw new Problem('not_found');
    return { order: toOrder(row, 'packer', this.sealer) };
  }
}
