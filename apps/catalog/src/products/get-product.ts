import { Controller } from '@nestjs/common';
import { Products, type GetProduct } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { ProductId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toProduct } from './product-answer.js';
import { readProduct } from './products.sql.js';

@Controller()
export class GetProductHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Products.method.get)
  async handle(request: GetProduct) {
    const productId = ProductId.parse(request.productId);

    const product = await this.db.single((tx) => readProduct(tx, productId));

    if (!product) throw new Problem('not_found');
    return { product: toProduct(product) };
  }
}
