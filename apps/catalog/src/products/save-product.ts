import { Controller } from '@nestjs/common';
import { Products, type SaveProduct } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { CategoryId, CompanyId, ProductId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { claimId } from '../ids/claim-id.sql.js';
import { refreshOffered } from '../lots/offered.sql.js';
import { DESCRIPTION_MAX, TITLE_MAX } from './product.js';
import { toProduct } from './product-answer.js';
import { readProduct, writeProduct, type Product } from './products.sql.js';

@Controller()
export class SaveProductHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Products.method.save)
  async handle(request: SaveProduct) {
    const wanted = parse(request);

    const product = await this.db.ofCompany(wanted.companyId, async (tx) => {
      await claimId(tx, wanted.companyId, 'product', wanted.productId);
      if (!(await writeProduct(tx, wanted))) throw new Problem('not_found');
      // Another category may ask for other documents.
      await refreshOffered(tx, { companyId: wanted.companyId, productId: wanted.productId });
      return readProduct(tx, wanted.productId);
    });

    return { product: product && toProduct(product) };
  }
}

const parse = (request: SaveProduct): Product => ({
  companyId: CompanyId.parse(request.companyId),
  productId: ProductId.parseOrNew(request.productId),
  title: parseText(request.title, 'title', { max: TITLE_MAX }),
  description: parseText(request.description, 'description', { max: DESCRIPTION_MAX, optional: true }),
  categoryId: CategoryId.parse(request.categoryId),
});
