import { Controller } from '@nestjs/common';
import { Products, type DescribeSkus } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { priceOf } from '../offers/price.js';
import { describeSkus, type DescribedSku } from './describe.sql.js';

// A bag's worth.
const SKUS_MAX = 500;

@Controller()
export class DescribeSkusHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Products.method.describe)
  async handle(request: DescribeSkus) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = request.liveSessionId === '' ? null : LiveSessionId.parse(request.liveSessionId);
    if (request.skuIds.length > SKUS_MAX) throw invalid('skuIds', `at most ${SKUS_MAX} SKUs`);
    const skuIds = request.skuIds.map((skuId) => SkuId.parse(skuId, 'skuIds'));

    const skus = await this.db.single((tx) => describeSkus(tx, companyId, liveSessionId, skuIds));

    const inFlash = skus.find((sku) => sku.offerId !== null);
    return {
      skus: skus.map((sku) => ({ ...sku, priceFen: priceInForce(sku), preSale: sku.preSale ?? undefined })),
      flash: inFlash && { offerId: inFlash.offerId ?? '', left: inFlash.left },
    };
  }
}

function priceInForce({ listFen, flashFen }: DescribedSku): Fen {
  return priceOf(Fen.of(listFen), flashFen === null ? undefined : { priceFen: Fen.of(flashFen) }).priceFen;
}
