import { describe, expect, it } from '@jest/globals';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { CategoryId, CompanyId, ProductId } from '#kernel/id.js';
import { PageToken } from '#kernel/paging.js';
import { asService, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, daysFromNow, Farm, seller } from '../given.js';

const catalog = runningService('catalog', CatalogModule);
const farm = new Farm(catalog);

const list = (filter: object = {}) => catalog.call(Products.method.list, filter);
const titles = async (filter: object) => (await list(filter)).products.map((product) => product.title);

async function shop(...names: string[]): Promise<CompanyId> {
  const companyId = CompanyId.new();
  for (const title of names) {
    const productId = await farm.product(companyId, title);
    await farm.sku({ companyId, productId });
  }
  return companyId;
}

describe('Listing products', () => {
  it('shows the newest first, page by page, without a gap or a repeat', async () => {
    const companyId = await shop('苹果', '百合', '花椒', '核桃', '小米');

    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await list({ companyId, pageSize: 2, pageToken });
      seen.push(...page.products.map((product) => product.title));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');

    expect(seen).toEqual(['小米', '核桃', '花椒', '百合', '苹果']);
  });

  it('shows only what has a SKU', async () => {
    const companyId = await shop('苹果');
    await farm.product(companyId, '还没有规格');

    expect(await titles({ companyId })).toEqual(['苹果']);
  });

  it('finds words of one, two and more characters, and letters of any case', async () => {
    const companyId = await shop('定西宽粉', '静宁苹果', '天水花牛苹果 Huaniu', '百分百_苹果%');

    expect(await titles({ companyId, q: '苹果' })).toHaveLength(3);
    expect(await titles({ companyId, q: '粉' })).toEqual(['定西宽粉']);
    expect(await titles({ companyId, q: '花牛苹' })).toEqual(['天水花牛苹果 Huaniu']);
    expect(await titles({ companyId, q: 'HUANIU' })).toEqual(['天水花牛苹果 Huaniu']);
    expect(await titles({ companyId, q: '果%' })).toEqual(['百分百_苹果%']);
    expect(await titles({ companyId, q: '果苹' })).toEqual([]);
  });

  it('finds what lies in a category and below it', async () => {
    const [fruit, apples] = [CategoryId.new(), CategoryId.new()];
    const categories = [
      { categoryId: fruit, name: '水果', parentId: '' },
      { categoryId: apples, name: '苹果', parentId: fruit },
    ];
    await catalog.call(Products.method.saveCategories, { categories }, asService('operator'));
    const companyId = CompanyId.new();
    const productId = await farm.product(companyId, '静宁苹果', apples);
    await farm.sku({ companyId, productId });

    expect(await titles({ categoryId: fruit })).toEqual(['静宁苹果']);
    expect(await titles({ categoryId: apples })).toEqual(['静宁苹果']);
    expect(await catalog.call(Products.method.listCategories, {})).toMatchObject({
      categories: expect.arrayContaining([expect.objectContaining({ categoryId: apples, parentId: fruit })]),
    });
  });

  it('shows the lowest price and what can be promised now', async () => {
    const small = await farm.stocked([10], { priceFen: 2_500n });
    const large = await farm.stocked([7], { companyId: small.companyId, productId: small.productId, priceFen: 9_900n });
    const { lotId } = await farm.lot(small.companyId, small.productId, { expiresOn: daysFromNow(0) });
    await farm.pack(large, lotId, 100);
    await farm.hold(checkoutOf([[small, 4]]));

    const { products } = await list({ companyId: small.companyId });
    const { product } = await catalog.call(Products.method.get, { productId: small.productId });

    expect(products).toMatchObject([{ priceFromFen: 2_500n, available: 13 }]);
    expect(product?.skus).toMatchObject([
      { skuId: small.skuId, priceFen: 2_500n, weightG: 500, available: 6 },
      { skuId: large.skuId, available: 7 },
    ]);
  });

  it.each([
    ['a page of 101', { pageSize: 101 }],
    ['a page of -1', { pageSize: -1 }],
    ['a token of somebody’s own making', { pageToken: 'bm90IGEgdG9rZW4' }],
    ['a token that names no place', { pageToken: PageToken.of('2026-99-99', ProductId.new()) }],
    ['a category that is no id', { categoryId: '苹果' }],
  ])('refuses %s', async (_, filter) => {
    await expect(list(filter)).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('Saving a product', () => {
  const save = (request: object) => catalog.call(Products.method.save, request, seller());

  it('makes it, and changes it under the same id', async () => {
    const [companyId, productId, categoryId] = [CompanyId.new(), ProductId.new(), await farm.category()];

    await save({ companyId, productId, title: '苹果', categoryId });
    const { product } = await save({ companyId, productId, title: '静宁苹果', description: '脆甜', categoryId });

    expect(product).toMatchObject({ productId, title: '静宁苹果', description: '脆甜', skus: [] });
  });

  it('changes nothing under somebody else’s id, nor in a category that is none', async () => {
    const companyId = await shop('苹果');
    const { products } = await list({ companyId });
    const productId = products[0]?.productId ?? '';
    const categoryId = products[0]?.categoryId ?? '';

    const stolen = { companyId: CompanyId.new(), productId, title: '我的', categoryId };
    await expect(save(stolen)).rejects.toMatchObject({ code: 'not_found' });
    const astray = { companyId, productId, title: '新', categoryId: CategoryId.new() };
    await expect(save(astray)).rejects.toMatchObject({ code: 'not_found' });

    expect((await catalog.call(Products.method.get, { productId })).product).toMatchObject({
      companyId,
      title: '苹果',
    });
  });

  it.each([
    ['no title', { title: ' ' }, 'title'],
    ['a title that never ends', { title: '果'.repeat(121) }, 'title'],
    ['an id that is none', { productId: '42' }, 'productId'],
  ])('refuses %s', async (_, wrong, field) => {
    const product = { companyId: CompanyId.new(), title: '苹果', categoryId: CategoryId.new(), ...wrong };

    await expect(save(product)).rejects.toMatchObject({ code: 'request.invalid', details: { field } });
  });

  it('answers not_found for what nobody made', async () => {
    await expect(catalog.call(Products.method.get, { productId: ProductId.new() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
