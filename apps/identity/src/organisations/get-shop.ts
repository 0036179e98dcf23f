import { Controller } from '@nestjs/common';
import { Shops, type GetShop } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { readShop } from './organisation.sql.js';

@Controller()
export class GetShopHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Shops.method.get)
  async handle(request: GetShop) {
    const companyId = CompanyId.parse(request.companyId);

    const shop = await this.db.single((tx) => readShop(tx, companyId));

    if (!shop) throw new Problem('not_found');
    return { shop };
  }
}
