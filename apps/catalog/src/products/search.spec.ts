import { describe, expect, it } from '@jest/globals';
import { ListProducts_Order as Order, Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { CategoryId, CompanyId, SkuId, type ProductId } from '#kernel/id.js';
import { asService, eventually, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, Farm, seller } from '../given.js';

const catalog = runningService('catalog', CatalogModule);
const farm = new Farm(catalog);

const list = (filter: object = {}) => catalog.call(Products.method.list, filter);
const titles = async (filter: object) => (await list(filter)).products.map((product) => product.title);

/** Products with these titles and prices, in this order of making. */
async function shop(goods: [title: string, yuan: number][]) {
  const companyId = CompanyId.new();
  const productIds: ProductId[] = [];
  for (const [title, yuan] of goods) {
    const productId = await farm.product(companyId, title);
    await farm.sku({ companyId, productId, priceFen: BigInt(yuan * 100) });
    productIds.push(productId);
  }
  return { companyId, productIds };
}

const sku = (companyId: CompanyId, productId: ProductId, skuId: SkuId, yuan: number) =>
  catalog.call(
    Products.method.saveSku,
    {
      ...{ companyId, productId, skuId, title: '规格', priceFen: BigInt(yuan * 100), netG: 500, grossG: 600 },
      ...{ purchaseKind: 1, returnClass: 1 },
    },
    seller(),
  );

describe('Searching products', () => {
  it('finds words of two characters anywhere in a title, and all of several words in any order', async () => {
    const { companyId } = await shop([
      ['定西宽粉 特级', 10],
      ['静宁苹果', 20],
      ['宽粉礼盒 定西特产', 30],
      ['粉宽', 40],
    ]);

    expect(await titles({ companyId, q: '宽粉' })).toEqual(['宽粉礼盒 定西特产', '定西宽粉 特级']);
    expect(await titles({ companyId, q: '特级 定西' })).toEqual(['定西宽粉 特级']);
    expect(await titles({ companyId, q: '　定西　 宽粉 ' })).toHaveLength(2);
    expect(await titles({ companyId, q: '苹果 宽粉' })).toEqual([]);
  });

  it('looks the words up in an index, where there is much to look through', async () => {
    const { companyId } = await shop([['岷县当归', 10]]);
    await catalog.sql(
      `INSERT INTO product (company_id, product_id, title, description, category_id, listed_at)
       SELECT $1, gen_random_uuid(), '小米 ' || n, '', (SELECT category_id FROM category LIMIT 1), NULL
       FROM generate_series(1, 5000) AS n`,
      [companyId],
    );
    await catalog.sql('ANALYZE product');

    const plan = await catalog.sql<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT * FROM products_like(ARRAY['当归'], NULL, NULL, NULL, NULL, false, 2)
       ORDER BY listed_at DESC, product_id DESC LIMIT 20`,
    );

    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/product_words|product_newest/);
  });

  it('keeps to a category with all below it, a company, a range of prices, and what is there', async () => {
    const [food, fruit, apples] = [CategoryId.new(), CategoryId.new(), CategoryId.new()];
    const categories = [
      { categoryId: food, name: '食品', parentId: '' },
      { categoryId: fruit, name: '水果', parentId: food },
      { categoryId: apples, name: '苹果', parentId: fruit },
    ];
    await catalog.call(Products.method.saveCategories, { categories }, asService('operator'));
    const companyId = CompanyId.new();
    for (const [title, categoryId, priceFen] of [
      ['静宁苹果', apples, 3_000n],
      ['果篮', fruit, 9_000n],
      ['面粉', food, 1_000n],
    ] as const) {
      const productId = await farm.product(companyId, title, categoryId);
      const stocked = await farm.stocked([5], { companyId, productId, priceFen });
      if (title === '果篮') await farm.hold(checkoutOf([[stocked, 5]]));
    }

    expect(await titles({ categoryId: food })).toEqual(['面粉', '果篮', '静宁苹果']);
    expect(await titles({ categoryId: fruit })).toEqual(['果篮', '静宁苹果']);
    expect(await titles({ companyId, priceMinFen: 1_001n, priceMaxFen: 9_000n })).toEqual(['果篮', '静宁苹果']);
    expect(await titles({ companyId, priceMaxFen: 1_000n })).toEqual(['面粉']);
    expect(await titles({ companyId, availableOnly: true })).toEqual(['面粉', '静宁苹果']);
    expect(await titles({ companyId: CompanyId.new() })).toEqual([]);
  });

  it.each([
    [Order.CHEAPEST, ['小米', '苹果', '百合', '陇南花椒', '100 斤面粉']],
    [Order.DEAREST, ['100 斤面粉', '陇南花椒', '百合', '苹果', '小米']],
    [Order.PINYIN, ['100 斤面粉', '百合', '陇南花椒', '苹果', '小米']],
    [Order.NEWEST, ['100 斤面粉', '小米', '陇南花椒', '百合', '苹果']],
  ])('puts them in order %s', async (order, expected) => {
    const { companyId } = await shop([
      ['苹果', 20],
      ['百合', 30],
      ['陇南花椒', 40],
      ['小米', 10],
      ['100 斤面粉', 200],
    ]);

    expect(await titles({ companyId, order })).toEqual(expected);
  });

  it('goes by the lowest price of today, also when a SKU moves to another product', async () => {
    const { companyId, productIds } = await shop([
      ['苹果', 20],
      ['百合', 30],
    ]);
    const [apples, lilies] = productIds as [ProductId, ProductId];
    const small = SkuId.new();

    await sku(companyId, lilies, small, 5);
    expect(await titles({ companyId, order: Order.CHEAPEST })).toEqual(['百合', '苹果']);
    await sku(companyId, apples, small, 6);
    expect(await titles({ companyId, order: Order.CHEAPEST })).toEqual(['苹果', '百合']);
    await sku(companyId, apples, small, 50);
    expect((await list({ companyId, order: Order.CHEAPEST })).products).toMatchObject([
      { priceFromFen: 2_000n },
      { priceFromFen: 3_000n },
    ]);
  });

  it('puts in order also what was written by another way', async () => {
    const { companyId } = await shop([
      ['苹果', 20],
      ['百合', 10],
    ]);
    await catalog.sql('UPDATE product SET price_from_fen = NULL, title_key = NULL WHERE company_id = $1', [companyId]);

    await eventually(async () => (await titles({ companyId, order: Order.PINYIN })).length === 2);
    expect(await titles({ companyId, order: Order.PINYIN })).toEqual(['百合', '苹果']);
    expect(await titles({ companyId, order: Order.CHEAPEST })).toEqual(['百合', '苹果']);
  });

  it.each([Order.NEWEST, Order.CHEAPEST, Order.DEAREST, Order.PINYIN])(
    'shows everything once, page by page in order %s, while others write',
    async (order) => {
      const { companyId, productIds } = await shop(
        ['苹果', '百合', '花椒', '核桃', '小米', '当归', '宽粉', '羊肉'].map((title, at) => [title, 10 + (at % 3)]),
      );
      const steady = new Set<string>(productIds);

      const seen: string[] = [];
      let pageToken = '';
      for (let pages = 0; pages === 0 || pageToken !== ''; pages += 1) {
        const page = await list({ companyId, order, pageSize: 3, pageToken });
        seen.push(...page.products.map((product) => product.productId));
        pageToken = page.nextPageToken;
        // Meanwhile somebody lists new goods that belong before, among and behind what was read.
        if (pages >= 3) continue;
        for (const [title, yuan] of [
          ['阿胶', 1],
          ['粉条', 11],
          ['芝麻', 99],
        ] as const) {
          await sku(companyId, await farm.product(companyId, title), SkuId.new(), yuan);
        }
      }

      expect(seen.filter((productId) => steady.has(productId)).sort()).toEqual([...steady].sort());
      expect(new Set(seen).size).toBe(seen.length);
    },
  );

  it.each([
    ['a range upside down', { priceMinFen: 2n, priceMaxFen: 1n }, 'priceMaxFen'],
    ['a price below nothing', { priceMinFen: -1n }, 'priceMinFen'],
    ['words without end', { q: '果'.repeat(61) }, 'q'],
  ])('refuses %s', async (_, filter, field) => {
    await expect(list(filter)).rejects.toMatchObject({ code: 'request.invalid', details: { field } });
  });

  it('refuses a page token of another order', async () => {
    const { companyId } = await shop([
      ['苹果', 1],
      ['百合', 2],
    ]);
    const { nextPageToken } = await list({ companyId, pageSize: 1 });

    await expect(list({ companyId, pageToken: nextPageToken, order: Order.PINYIN })).rejects.toMatchObject({
      details: { field: 'pageToken' },
    });
  });
});
