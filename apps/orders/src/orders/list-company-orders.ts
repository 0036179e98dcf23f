import { Controller } from '@nestjs/common';
import { Order_Status, Orders, type ListCompanyOrders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { parsePageSize } from '#kernel/paging.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { Sealer } from '../address/sealer.js';
import { nextToken, parseAfter } from './order-page.js';
import { toOrder } from './order-view.js';
import { pageOfCompany, readOrders } from './order-view.sql.js';

@Controller()
export class ListCompanyOrdersHandler {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  @Rpc(Orders.method.listOfCompany)
  async handle(request: ListCompanyOrders, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const status = parseStatus(request.status);
    const limit = parsePageSize(request.pageSize);
    const after = parseAfter(request.pageToken);
    const viewer = hasRole(personOf(caller), companyId, ['packer']) ? 'packer' : 'mentor';

    const rows = await this.db.ofCompany(companyId, async (tx) =>
      readOrders(tx, await pageOfCompany(tx, { companyId, status, after, limit })),
    );

    return { orders: rows.map((row) => toOrder(row, viewer, this.sealer)), nextPageToken: nextToken(rows, limit) };
  }
}

/** Null: every status. */
function parseStatus(status: Order_Status): string | null {
  if (status === Order_Status.STATUS_UNSPECIFIED) return null;
  const word = Order_Status[status];
  if (!word) throw invalid('status', 'a status of orders');
  return word;
}
