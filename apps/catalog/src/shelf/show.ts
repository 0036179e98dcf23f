import { Controller } from '@nestjs/common';
import { SaveSkuRequest_ReturnClass as ReturnClass } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Shelf, type ShowSkus } from '#contracts/tianjian/catalog/v1/shelf_pb.js';
import { Db } from '#database/db.js';
import { SkuId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { imageUrlOf } from '../products/product-answer.js';
import { lookAtShelf } from './look.sql.js';

// A screen of a room's bag, several times over.
const SKUS_MAX = 100;

@Controller()
export class ShowHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Shelf.method.show)
  async handle(request: ShowSkus) {
    if (request.skuIds.length > SKUS_MAX) throw invalid('skuIds', `at most ${SKUS_MAX} SKUs`);
    const skuIds = request.skuIds.map((skuId) => SkuId.parse(skuId, 'skuIds'));

    const skus = await this.db.single((tx) => lookAtShelf(tx, skuIds));

    return {
      skus: skus.map(({ thumbKey, returnClass, preSale, ...sku }) => ({
        ...sku,
        preSale: preSale ?? undefined,
        thumbUrl: imageUrlOf(thumbKey),
        returnClass: ReturnClass[returnClass],
      })),
    };
  }
}
