import { Controller } from '@nestjs/common';
import { Orders, type ListMyOrders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { parsePageSize } from '#kernel/paging.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Sealer } from '../address/sealer.js';
import { nextToken, parseAfter } from './order-page.js';
import { toOrder } from './order-view.js';
import { pageOfBuyer, readOrders } from './order-view.sql.js';

@Controller()
export class ListMyOrdersHandler {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  @Rpc(Orders.method.listMine)
  async handle(request: ListMyOrders, caller: Caller) {
    const buyerId = personOf(caller).personId;
    const limit = parsePageSize(request.pageSize);
    const after = parseAfter(request.pageToken);

    // A buyer's orders are of many companies: the statements name them.
    const rows = await this.db.transaction(async (tx) =>
      readOrders(tx, await pageOfBuyer(tx, { buyerId, after, limit })),
    );

    return { orders: rows.map((row) => toOrder(row, 'buyer', this.sealer)), nextPageToken: nextToken(rows, limit) };
  }
}
