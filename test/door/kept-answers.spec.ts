import { describe, expect, it } from '@jest/globals';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { CategoryId, CompanyId, PersonId, ProductId } from '#kernel/id.js';
import { rpcSubject } from '#messaging/subjects.js';
import { eventually, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { accessToken, asOperator, bearer, gatewayAlone, identityEnv, type GatewayAlone } from './gateway-alone.js';

const catalog = runningService('catalog', CatalogModule, { env: identityEnv });
const [here, there] = [gatewayAlone({ beside: catalog }), gatewayAlone({ beside: catalog })];

const companyId = CompanyId.new();
const productId = ProductId.new();
const categoryId = CategoryId.new();

async function save(door: GatewayAlone, title: string): Promise<void> {
  await catalog.call(
    Products.method.saveCategories,
    { categories: [{ categoryId, name: '水果', parentId: '' }] },
    asOperator(),
  );
  const token = await accessToken(PersonId.new(), { memberships: [{ companyId, roles: ['seller'] }] });
  const body = JSON.stringify({ productId, title, categoryId });
  expect((await door.post(`/api/companies/${companyId}/products`, body, bearer(token))).status).toBe(200);
}

async function titleAt(door: GatewayAlone): Promise<string> {
  const response = await door.fetch(`/api/products/${productId}`);
  return ((await response.json()) as { product: { title: string } }).product.title;
}

/** How often catalog was asked for a product. */
async function asked(): Promise<number> {
  const metric = await catalog.instances[0]!.core.observer.registry.getSingleMetric('tianjian_rpc_seconds')!.get();
  const counts = metric.values.filter(
    ({ labels, metricName }: { labels: Record<string, unknown>; metricName?: string }) =>
      metricName?.endsWith('_count') && labels['method'] === rpcSubject(Products.method.get),
  );
  return counts.reduce((sum, { value }) => sum + value, 0);
}

describe('What anybody may see', () => {
  it('is asked for once by many who come together', async () => {
    await save(here, '静宁苹果');
    const before = await asked();

    const titles = await Promise.all(Array.from({ length: 100 }, () => titleAt(here)));

    expect(new Set(titles)).toEqual(new Set(['静宁苹果']));
    expect((await asked()) - before).toBeLessThan(20);
  });

  it('is never older than a change made at the same door', async () => {
    for (const title of ['静宁苹果', '花牛苹果', '黄元帅']) {
      await save(here, title);
      expect(await titleAt(here)).toBe(title);
    }
  });

  it('changes at every other door too', async () => {
    await save(here, '旧的');
    expect(await titleAt(there)).toBe('旧的');

    await save(here, '新的');

    await eventually(async () => (await titleAt(there)) === '新的');
  });

  it('is not kept when it is a refusal', async () => {
    const later = ProductId.new();
    expect((await here.fetch(`/api/products/${later}`)).status).toBe(404);

    await catalog.sql(
      `INSERT INTO product (company_id, product_id, title, description, category_id)
       SELECT company_id, $1, title, description, category_id FROM product WHERE product_id = $2`,
      [later, productId],
    );
    await catalog.sql(
      `INSERT INTO id_route (id, company_id, kind) SELECT $1, company_id, kind FROM id_route WHERE id = $2`,
      [later, productId],
    );

    expect((await here.fetch(`/api/products/${later}`)).status).toBe(200);
  });
});
