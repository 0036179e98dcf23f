import { Controller } from '@nestjs/common';
import { PreSales, type ListPreSales } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { toPreSale } from './presale-answer.js';
import { readPreSales } from './presales.sql.js';

@Controller()
export class ListPreSalesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(PreSales.method.list)
  async handle(request: ListPreSales) {
    const companyId = CompanyId.parse(request.companyId);
    const preSales = await this.db.ofCompany(companyId, (tx) => readPreSales(tx, { companyId }));
    return { preSales: preSales.map(toPreSale) };
  }
}
