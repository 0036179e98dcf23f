import { Controller } from '@nestjs/common';
import { Products, type GetProduct } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { ProductId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toProduct } from './product-answer.js';
import { readProducts, type ShownProduct } from './products.sql.js';

@Controller()
export class GetProductHandler {
  private readonly reads;

  constructor(db: Db) {
    this.reads = db.group<ProductId, ShownProduct | undefined>('get-product', readProducts, { single: true });
  }

  @Rpc(Products.method.get)
  async handle(request: GetProduct) {
    const productId = ProductId.parse(request.productId);

    const product = await this.reads.ask(productId);

    if (!product) throw new Problem('not_found');
    return { product: toProduct(product) };
  }
}
