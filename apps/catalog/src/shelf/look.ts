import { Controller } from '@nestjs/common';
import { Shelf, type LookAtShelf } from '#contracts/tianjian/catalog/v1/shelf_pb.js';
import { Db } from '#database/db.js';
import { SkuId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { lookAtShelf } from './look.sql.js';

// A full cart, several times over.
const SKUS_MAX = 200;

@Controller()
export class LookHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Shelf.method.look)
  async handle(request: LookAtShelf) {
    if (request.skuIds.length > SKUS_MAX) throw invalid('skuIds', `at most ${SKUS_MAX} SKUs`);
    const skuIds = request.skuIds.map((skuId) => SkuId.parse(skuId, 'skuIds'));
    const skus = await this.db.single((tx) => lookAtShelf(tx, skuIds));
    return { skus: skus.map((sku) => ({ ...sku, preSale: sku.preSale ?? undefined })) };
  }
}
