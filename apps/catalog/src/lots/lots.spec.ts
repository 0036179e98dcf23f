import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { BlobKey } from '#blobs/blob-key.js';
import { BlobLinks } from '#blobs/blob-links.js';
import { readWhole } from '#blobs/blobs.js';
import { FolderBlobs } from '#blobs/folder-blobs.js';
import { Lots } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Category_Document as Document, Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Stock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import {
  AdjustmentId,
  CategoryId,
  CertificateId,
  CompanyId,
  LotId,
  PackingId,
  PersonId,
  RecallId,
} from '#kernel/id.js';
import { asPerson, asService, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { settings } from '../config.js';
import { checkoutOf, daysFromNow, Farm, lostBy, times, won } from '../given.js';

const catalog = runningService('catalog', CatalogModule, { settings });
const farm = new Farm(catalog);

const personId = PersonId.new();
const seller = asPerson({ personId, memberships: [], mandates: [] });

async function upload(ownerId = personId): Promise<BlobKey> {
  const key = BlobKey.new('upload');
  await new FolderBlobs(catalog.blobFolder).put(key, Readable.from([Buffer.from('合格证')]), {
    ...{ type: 'application/pdf', maxBytes: 100, ownerId },
  });
  return key;
}

const saveCategories = (...categories: { categoryId: CategoryId; parentId?: string; documents?: Document[] }[]) =>
  catalog.call(
    Products.method.saveCategories,
    { categories: categories.map((category) => ({ name: '鲜果', parentId: '', documents: [], ...category })) },
    asService('operator'),
  );

/** Goods of a category that asks for a compliance certificate or a test report. */
async function listed(pieces: number[] = [10], documents = [Document.COMPLIANCE, Document.TEST_REPORT]) {
  const [companyId, categoryId] = [CompanyId.new(), CategoryId.new()];
  await saveCategories({ categoryId, documents });
  const productId = await farm.product(companyId, '静宁苹果', categoryId);
  const goods = await farm.stocked(pieces, { companyId, productId });
  return { ...goods, categoryId, lotId: goods.lotIds[0]! };
}

const certify = async (lot: { companyId: CompanyId; lotId: LotId }, more: object = {}) =>
  catalog.call(
    Lots.method.addCertificate,
    {
      ...{ companyId: lot.companyId, lotId: lot.lotId, certificateId: CertificateId.new() },
      ...{ kind: Document.COMPLIANCE, number: '甘-2026-001', expiresOn: daysFromNow(30), blobKey: await upload() },
      ...more,
    },
    seller,
  );
const certificates = ({ companyId, lotId }: { companyId: CompanyId; lotId: LotId }) =>
  catalog.call(Lots.method.listCertificates, { companyId, lotId }, seller);
const recall = (request: object) => catalog.call(Lots.method.recall, request, seller);

describe('A lot of a kind that needs documents', () => {
  it('is offered only while one of those asked for is valid', async () => {
    const goods = await listed();

    expect(await farm.available(goods)).toBe(0);
    await expect(farm.hold(checkoutOf([[goods, 1]]))).rejects.toMatchObject({ code: 'stock.sold_out' });
    expect(await certificates(goods)).toMatchObject({ certificates: [], offered: false });

    await certify(goods, { kind: Document.ORGANIC });
    await certify(goods, { expiresOn: daysFromNow(-1) });
    expect(await farm.available(goods)).toBe(0);

    await certify(goods, { kind: Document.TEST_REPORT, expiresOn: daysFromNow(0) });
    expect(await farm.available(goods)).toBe(10);
    expect(await certificates(goods)).toMatchObject({ offered: true });
    await farm.hold(checkoutOf([[goods, 1]]));

    // The day after its last.
    await catalog.sql(`UPDATE stock SET offered_until = offered_until - 1 WHERE lot_id = $1`, [goods.lotId]);
    await expect(farm.hold(checkoutOf([[goods, 1]]))).rejects.toMatchObject({ code: 'stock.sold_out' });
    const { products } = await catalog.call(Products.method.list, { companyId: goods.companyId, availableOnly: true });
    expect(products).toEqual([]);
  });

  it('is passed over where another lot has its document', async () => {
    const goods = await listed([5, 5]);
    await certify({ ...goods, lotId: goods.lotIds[1]! });

    const { lines } = await farm.hold(checkoutOf([[goods, 3]]));

    expect(lines[0]!.allocations).toMatchObject([{ lotId: goods.lotIds[1], pieces: 3 }]);
    await expect(farm.hold(checkoutOf([[goods, 3]]))).rejects.toMatchObject({
      details: { shortages: [{ available: 2 }] },
    });
  });

  it('needs them also where a category above asks, from the moment it does', async () => {
    const [food, apples] = [CategoryId.new(), CategoryId.new()];
    await saveCategories({ categoryId: food }, { categoryId: apples, parentId: food });
    const companyId = CompanyId.new();
    const goods = await farm.stocked([5], { companyId, productId: await farm.product(companyId, '苹果', apples) });
    expect(await farm.available(goods)).toBe(5);

    await saveCategories({ categoryId: food, documents: [Document.ORIGIN] });
    expect(await farm.available(goods)).toBe(0);
    await certify({ ...goods, lotId: goods.lotIds[0]! }, { kind: Document.ORIGIN });
    expect(await farm.available(goods)).toBe(5);
  });

  it('follows its product to another category, and pieces packed later follow the lot', async () => {
    const goods = await listed();
    const categoryId = await farm.category();
    const save = (category: CategoryId) =>
      catalog.call(
        Products.method.save,
        { companyId: goods.companyId, productId: goods.productId, title: '苹果', categoryId: category },
        seller,
      );

    await save(categoryId);
    expect(await farm.available(goods)).toBe(10);
    await save(goods.categoryId);
    await certify(goods);
    await farm.pack(goods, goods.lotId, 5);
    expect(await farm.available(goods)).toBe(15);
  });

  it('stops being offered when its document is taken back', async () => {
    const goods = await listed();
    const { certificate } = await certify(goods);
    const withdraw = () =>
      catalog.call(
        Lots.method.withdrawCertificate,
        { companyId: goods.companyId, lotId: goods.lotId, certificateId: certificate!.certificateId },
        seller,
      );

    await withdraw();
    const { certificate: withdrawn } = await withdraw();

    expect(withdrawn).toMatchObject({ valid: false, withdrawnAt: expect.anything() });
    expect(await farm.available(goods)).toBe(0);
  });
});

describe('A certificate', () => {
  it('is kept with its document, which the company reads by a link', async () => {
    const [goods, blobKey] = [await listed(), await upload()];

    const { certificate } = await certify(goods, { blobKey });

    expect(certificate).toMatchObject({ kind: Document.COMPLIANCE, number: '甘-2026-001', valid: true });
    const link = new URL(certificate!.documentUrl, 'http://door');
    const key = BlobKey.parse(link.pathname.replace('/api/blobs/', ''));
    const [until, signature] = [link.searchParams.get('until')!, link.searchParams.get('signature')!];
    expect(new BlobLinks('only for tests').allow(key, { until, signature }, new Date())).toBe(true);
    const blobs = new FolderBlobs(catalog.blobFolder);
    expect((await readWhole(blobs, key))?.toString()).toBe('合格证');
    expect(await blobs.about(blobKey)).toBeUndefined();
  });

  it('is added once under its id, and refuses other content', async () => {
    const [goods, blobKey, certificateId] = [await listed(), await upload(), CertificateId.new()];
    await certify(goods, { certificateId, blobKey });

    await certify(goods, { certificateId, blobKey });
    for (const change of [{ number: '甘-2026-002' }, { kind: Document.ORIGIN }, { expiresOn: daysFromNow(31) }])
      await expect(certify(goods, { certificateId, blobKey, ...change })).rejects.toMatchObject({
        code: 'request.repeated_differently',
      });
    expect((await certificates(goods)).certificates).toHaveLength(1);
  });

  it('is for lots of the company, made of an upload of the caller', async () => {
    const goods = await listed();

    await expect(certify({ ...goods, companyId: CompanyId.new() })).rejects.toMatchObject({ code: 'not_found' });
    await expect(certify({ ...goods, lotId: LotId.new() })).rejects.toMatchObject({ code: 'not_found' });
    await expect(certify(goods, { blobKey: await upload(PersonId.new()) })).rejects.toMatchObject({
      details: { field: 'blobKey' },
    });
    await expect(certify(goods, { kind: 0 })).rejects.toMatchObject({ details: { field: 'kind' } });
    await expect(certify(goods, { expiresOn: '2026-02-30' })).rejects.toMatchObject({
      details: { field: 'expiresOn' },
    });
  });

  it('is claimed of a product only while every lot that is offered has one that is valid', async () => {
    const goods = await farm.stocked([5, 5]);
    const claims = async () => {
      const { product } = await catalog.call(Products.method.get, { productId: goods.productId });
      return product!.claims.map(({ kind, number }) => [kind, number]);
    };
    const [first, second] = goods.lotIds.map((lotId) => ({ ...goods, lotId }));

    await certify(first!, { kind: Document.ORGANIC, number: '有机-1' });
    await certify(first!, { kind: Document.COMPLIANCE });
    expect(await claims()).toEqual([]);
    await certify(second!, { kind: Document.ORGANIC, number: '有机-2', expiresOn: daysFromNow(60) });
    expect(await claims()).toEqual([[Document.ORGANIC, '有机-1']]);
    await catalog.sql(`UPDATE certificate SET expires_on = $2 WHERE lot_id = $1`, [second!.lotId, daysFromNow(-1)]);
    expect(await claims()).toEqual([]);
  });
});

describe('Recalling a lot', () => {
  it('blocks it at once: what is free is written off, what comes back stays blocked, other lots go on', async () => {
    const goods = await farm.stocked([10, 10]);
    const [lotId] = goods.lotIds as [LotId];
    const { holdId } = await farm.hold(checkoutOf([[goods, 4]]));

    const answer = await recall({ companyId: goods.companyId, lotId, recallId: RecallId.new(), reason: '农残超标' });

    expect(answer.recall).toMatchObject({ lotId, reason: '农残超标', writtenOff: 6, promised: 4 });
    expect(await farm.available(goods)).toBe(10);
    expect(await catalog.sql(`SELECT pieces, reason, moved_by FROM movement WHERE kind = 'written_off'`)).toEqual([
      { pieces: -6, reason: '召回：农残超标', moved_by: personId },
    ]);
    await catalog.sql(`UPDATE hold SET expires_at = now() - interval '1 s' WHERE hold_id = $1`, [holdId]);
    const { lines } = await farm.hold(checkoutOf([[goods, 10]]));
    expect(lines[0]!.allocations).toMatchObject([{ lotId: goods.lotIds[1], pieces: 10 }]);
    await expect(farm.hold(checkoutOf([[goods, 1]]))).rejects.toMatchObject({ code: 'stock.sold_out' });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('lets no hold of its pieces through that comes after, whoever comes at once', async () => {
    const goods = await farm.stocked([100]);
    const [lotId] = goods.lotIds as [LotId];

    const [called, ...answers] = await Promise.allSettled([
      recall({ companyId: goods.companyId, lotId, reason: '召回' }),
      ...times(20, () => farm.hold(checkoutOf([[goods, 1]]))),
    ]);

    expect(won(called)).toBe(true);
    const held = answers.filter(won).length;
    expect(answers.filter(lostBy('stock.sold_out'))).toHaveLength(20 - held);
    const { promised, writtenOff } = (called as { value: Awaited<ReturnType<typeof recall>> }).value.recall!;
    expect([promised, writtenOff]).toEqual([held, 100 - held]);
    await expect(farm.hold(checkoutOf([[goods, 1]]))).rejects.toMatchObject({ code: 'stock.sold_out' });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('is done once, and lets nothing be packed of the lot or found again into stock that can be sold', async () => {
    const goods = await farm.stocked([10]);
    const order = { companyId: goods.companyId, lotId: goods.lotIds[0]!, recallId: RecallId.new(), reason: '召回' };

    const answers = await Promise.all(times(4, () => recall(order)));
    const packed = catalog.call(
      Stock.method.pack,
      { companyId: goods.companyId, skuId: goods.skuId, lotId: order.lotId, packingId: PackingId.new(), pieces: 1 },
      seller,
    );

    expect(new Set(answers.map((answer) => answer.recall!.recalledAt!.nanos)).size).toBe(1);
    await expect(packed).rejects.toMatchObject({ code: 'lot.recalled' });
    await expect(recall({ ...order, reason: '另一个' })).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
    await expect(recall({ ...order, recallId: RecallId.new() })).rejects.toMatchObject({ code: 'lot.recalled' });
    await certify({ ...goods, lotId: order.lotId });
    const { companyId, lotId } = order;
    await catalog.call(
      Stock.method.adjust,
      { companyId, lotId, skuId: goods.skuId, adjustmentId: AdjustmentId.new(), pieces: 2, reason: '找到' },
      seller,
    );
    expect(await farm.stock(goods)).toMatchObject({ onHand: 2, available: 0 });
  });

  it('knows nothing of other companies’ lots', async () => {
    const goods = await farm.stocked([10]);

    await expect(
      recall({ companyId: CompanyId.new(), lotId: goods.lotIds[0], recallId: RecallId.new(), reason: '召回' }),
    ).rejects.toMatchObject({ code: 'not_found' });
    expect(await farm.available(goods)).toBe(10);
  });
});
