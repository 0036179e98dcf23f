import { Controller } from '@nestjs/common';
import {
  Products,
  SaveSkuRequest_PurchaseKind as PurchaseKind,
  SaveSkuRequest_ReturnClass as ReturnClass,
  type SaveSkuRequest,
} from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, ProductId, SkuId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { nameOf } from '../ids/enum-name.js';
import { claimId } from '../ids/claim-id.sql.js';
import { refreshPrices } from '../products/sort-keys.sql.js';
import { parseByWeight, toByWeight } from './by-weight.js';
import { assertSamePiece, parseSpecValues, parseWeights, SKU_TITLE_MAX, type Sku } from './sku.js';
import { listProduct, lockSku, writeSku } from './skus.sql.js';

@Controller()
export class SaveSkuHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Products.method.saveSku)
  async handle(request: SaveSkuRequest) {
    const wanted = parse(request);

    await this.db.ofCompany(wanted.companyId, async (tx) => {
      await claimId(tx, wanted.companyId, 'sku', wanted.skuId);
      const earlier = await lockSku(tx, wanted.companyId, wanted.skuId);
      if (earlier?.packed) assertSamePiece(earlier, wanted);
      if (!(await listProduct(tx, wanted.companyId, wanted.productId))) throw new Problem('not_found');
      await writeSku(tx, wanted);
      await refreshPrices(tx, wanted.companyId, [wanted.productId, ...(earlier ? [earlier.productId] : [])]);
    });

    const { purchaseKind, returnClass } = request;
    return { sku: { ...wanted, purchaseKind, returnClass, byWeight: toByWeight(wanted) } };
  }
}

const parse = (request: SaveSkuRequest): Sku => ({
  companyId: CompanyId.parse(request.companyId),
  skuId: SkuId.parseOrNew(request.skuId),
  productId: ProductId.parse(request.productId),
  title: parseText(request.title, 'title', { max: SKU_TITLE_MAX }),
  priceFen: Fen.parsePrice(request.priceFen, 'priceFen'),
  ...parseWeights(request),
  purchaseKind: nameOf(PurchaseKind, request.purchaseKind, 'purchaseKind'),
  returnClass: nameOf(ReturnClass, request.returnClass, 'returnClass'),
  specValues: parseSpecValues(request.specValues),
  maxOverBp: parseByWeight(request.byWeight),
});
