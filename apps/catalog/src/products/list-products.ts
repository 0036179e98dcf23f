import { Controller } from '@nestjs/common';
import {
  ListProducts_Order as Order,
  Products,
  type ListProducts,
} from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { CategoryId, CompanyId, type ProductId } from '#kernel/id.js';
import { PageToken, parsePageSize } from '#kernel/paging.js';
import { parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { byPinyin, cheapestFirst, dearestFirst, newestFirst, type Filter } from './list.sql.js';
import { imageUrlOf } from './product-answer.js';

const WORDS_MAX = 60;
const PRODUCT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^\d{1,16}$/;

/** How each order is read, and what its sort key looks like in a page token. */
const ORDERS = {
  [Order.NEWEST]: { name: /^NEWEST$/, key: NUMBER, list: newestFirst },
  [Order.CHEAPEST]: { name: /^CHEAPEST$/, key: NUMBER, list: cheapestFirst },
  [Order.DEAREST]: { name: /^DEAREST$/, key: NUMBER, list: dearestFirst },
  [Order.PINYIN]: { name: /^PINYIN$/, key: /^[0-9a-f]{0,150}$/, list: byPinyin },
};

@Controller()
export class ListProductsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Products.method.list)
  async handle(request: ListProducts) {
    const order = request.order === Order.ORDER_UNSPECIFIED ? Order.NEWEST : request.order;
    const pageSize = parsePageSize(request.pageSize);
    const filter = { ...parse(request), after: placeOf(request.pageToken, order), limit: pageSize + 1 };

    const rows = await this.db.single((tx) => ORDERS[order].list(tx, filter));

    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    return {
      products: page.map(({ key: _, cardKey, preSale, ...product }) => ({
        ...product,
        preSale: preSale ?? undefined,
        imageUrl: imageUrlOf(cardKey),
      })),
      nextPageToken: last ? PageToken.of(Order[order], last.key, last.productId) : '',
    };
  }
}

function parse(request: ListProducts): Omit<Filter, 'after' | 'limit'> {
  const words = parseText(request.q, 'q', { max: WORDS_MAX, optional: true });
  const filter = {
    words: words.split(/\s+/u).filter((word) => word !== ''),
    categoryId: request.categoryId === '' ? null : CategoryId.parse(request.categoryId),
    companyId: request.companyId === '' ? null : CompanyId.parse(request.companyId),
    priceMinFen: parseBound(request.priceMinFen, 'priceMinFen'),
    priceMaxFen: parseBound(request.priceMaxFen, 'priceMaxFen'),
    availableOnly: request.availableOnly,
  };
  const { priceMinFen, priceMaxFen } = filter;
  if (priceMinFen !== null && priceMaxFen !== null && priceMinFen > priceMaxFen)
    throw invalid('priceMaxFen', 'not below priceMinFen');
  return filter;
}

/** Nought is no bound. */
const parseBound = (fen: bigint, field: string) => (fen === 0n ? null : Fen.parsePrice(fen, field));

/** A place in one order says nothing in another. */
function placeOf(pageToken: string, order: keyof typeof ORDERS): Filter['after'] {
  const { name, key } = ORDERS[order];
  const keys = PageToken.parse(pageToken, [name, key, PRODUCT_ID]);
  return keys && { key: keys[1] ?? '', productId: keys[2] as ProductId };
}
