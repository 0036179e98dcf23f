import { Controller } from '@nestjs/common';
import { Products, type ListProducts } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { CategoryId, CompanyId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { listProducts } from './products.sql.js';

const WORDS_MAX = 60;
// When a product was listed, in microseconds since 1970; and its id.
const KEYS = [/^\d{1,16}$/, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

@Controller()
export class ListProductsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Products.method.list)
  async handle(request: ListProducts) {
    const pageSize = parsePageSize(request.pageSize);
    const filter = {
      words: parseText(request.q, 'q', { max: WORDS_MAX, optional: true }),
      categoryId: request.categoryId === '' ? null : CategoryId.parse(request.categoryId),
      companyId: request.companyId === '' ? null : CompanyId.parse(request.companyId),
      after: PageToken.parse(request.pageToken, KEYS),
      limit: pageSize + 1,
    };

    const rows = await this.db.single((tx) => listProducts(tx, filter));

    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    return {
      products: page.map(({ listedAt: _, ...product }) => ({ ...product, imageUrl: '' })),
      nextPageToken: last ? PageToken.of(last.listedAt, last.productId) : '',
    };
  }
}
