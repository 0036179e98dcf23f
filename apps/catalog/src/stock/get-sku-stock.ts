import { Controller } from '@nestjs/common';
import { Stock, type GetSkuStock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, SkuId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { readSkuStock } from './stock.sql.js';

@Controller()
export class GetSkuStockHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Stock.method.get)
  async handle(request: GetSkuStock) {
    const companyId = CompanyId.parse(request.companyId);
    const skuId = SkuId.parse(request.skuId);

    const stock = await this.db.ofCompany(companyId, (tx) => readSkuStock(tx, companyId, skuId));

    if (!stock) throw new Problem('not_found');
    return stock;
  }
}
