import { Controller } from '@nestjs/common';
import { Orders, type ListCompanyOrders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { parsePageSize } from '#kernel/paging.js';
import { hasRole, personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { writeLooks } from '../address/looks.sql.js';
import { Sealer } from '../address/sealer.js';
import { parseFilter } from './order-filter.js';
import { pageOfCompany } from './order-filter.sql.js';
import { nextToken, parseAfter } from './order-page.js';
import { toOrder } from './order-view.js';
import { readOrders } from './order-view.sql.js';

@Controller()
export class ListCompanyOrdersHandler {
  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  @Rpc(Orders.method.listOfCompany)
  async handle(request: ListCompanyOrders, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const { phone, ...filter } = parseFilter(request);
    const limit = parsePageSize(request.pageSize);
    const after = parseAfter(request.pageToken);
    const { personId } = personOf(caller);
    const viewer = hasRole(personOf(caller), companyId, ['packer']) ? 'packer' : 'mentor';
    const phoneIndex = phone === null ? null : this.sealer.indexOf(phone);

    const rows = await this.db.ofCompany(companyId, async (tx) => {
      const page = await pageOfCompany(tx, { companyId, ...filter, phoneIndex, after, limit });
      if (viewer === 'packer') await writeLooks(tx, page, personId, 'list');
      return readOrders(tx, page);
    });

    return { orders: rows.map((row) => toOrder(row, viewer, this.sealer)), nextPageToken: nextToken(rows, limit) };
  }
}
