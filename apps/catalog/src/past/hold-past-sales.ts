import { Controller } from '@nestjs/common';
import { PastSales, type HoldPastSales } from '#contracts/tianjian/catalog/v1/past_sales_pb.js';
import { SaveSkuRequest_PurchaseKind, SaveSkuRequest_ReturnClass } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parsePastSales } from './past-sale.js';
import { holdPast, readGoods } from './past-sales.sql.js';

/** Lots may be recalled or spoilt by now: what was sold of them was sold. */
@Controller()
export class HoldPastSalesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(PastSales.method.hold)
  async handle(request: HoldPastSales) {
    const companyId = CompanyId.parse(request.companyId);
    const sales = parsePastSales(request);

    const goods = await this.db.transaction(async (tx) => {
      const found = await readGoods(tx, companyId, sales);
      const known = new Set(found.map(({ skuId, lotId }) => `${skuId} ${lotId}`));
      const unknown = sales.flatMap((sale) => sale.entries).find(({ skuId, lotId }) => !known.has(`${skuId} ${lotId}`));
      if (unknown) throw new Problem('not_found', { skuId: unknown.skuId, lotId: unknown.lotId });
      const shortages = await holdPast(tx, sales);
      if (shortages.length > 0) throw new Problem('stock.sold_out', { shortages });
      return found;
    });

    return {
      goods: goods.map(({ purchaseKind, returnClass, ...one }) => ({
        ...one,
        purchaseKind: SaveSkuRequest_PurchaseKind[purchaseKind as keyof typeof SaveSkuRequest_PurchaseKind],
        returnClass: SaveSkuRequest_ReturnClass[returnClass as keyof typeof SaveSkuRequest_ReturnClass],
      })),
    };
  }
}
