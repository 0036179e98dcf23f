import { describe, expect, it } from '@jest/globals';
import {
  Products,
  SaveSkuRequest_PurchaseKind as PurchaseKind,
  SaveSkuRequest_ReturnClass as ReturnClass,
} from '#contracts/tianjian/catalog/v1/products_pb.js';
import { LotPackedSchema, Stock, SaveSupplierRequest_Kind as Kind } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { AdjustmentId, CompanyId, LotId, PackingId, ProductId, SkuId, SupplierId } from '#kernel/id.js';
import { runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, daysFromNow, Farm, seller, times, won } from '../given.js';

const catalog = runningService('catalog', CatalogModule);
const farm = new Farm(catalog);

const pack = (request: object) => catalog.call(Stock.method.pack, request, seller());
const saveLot = (request: object) => catalog.call(Stock.method.saveLot, request, seller());
const saveSku = (request: object) => catalog.call(Products.method.saveSku, request, seller());
const adjust = (request: object) => catalog.call(Stock.method.adjust, request, seller());

async function harvest(massG = 10_000n) {
  const sku = await farm.sku({ netG: 500 });
  const lot = await farm.lot(sku.companyId, sku.productId, { massG });
  return { ...sku, lot, lotId: lot.lotId };
}

describe('Packing a lot', () => {
  it('turns its grams into pieces and says what they cost', async () => {
    const { companyId, skuId, lotId, lot } = await harvest();
    const packingId = PackingId.new();

    const { packing } = await pack({ companyId, packingId, lotId, skuId, pieces: 20 });

    expect(packing).toMatchObject({ packingId, lotId, skuId, pieces: 20, grams: 10_000n });
    expect(await farm.stock({ companyId, skuId })).toMatchObject({
      onHand: 20,
      available: 20,
      lots: [{ lotId, onHand: 20, held: 0, expiresOn: lot.expiresOn }],
    });
    const [event] = (await catalog.published(LotPackedSchema)).filter((packed) => packed.packingId === packingId);
    expect(event).toMatchObject({
      ...{ companyId, packingId, lotId, skuId, supplierId: lot.supplierId },
      ...{ purchaseKind: PurchaseKind.OUTRIGHT, pieces: 20, grams: 10_000n, costFen: 20n * 556n },
    });
  });

  it('never makes more of a lot than it weighs, whoever packs at once', async () => {
    const { companyId, skuId, lotId } = await harvest(10_000n);

    const answers = await Promise.allSettled(
      times(12, () => pack({ companyId, packingId: PackingId.new(), lotId, skuId, pieces: 3 })),
    );

    expect(answers.filter(won)).toHaveLength(6);
    await expect(pack({ companyId, lotId, skuId, pieces: 3 })).rejects.toMatchObject({ code: 'lot.too_small' });
    expect(await farm.available({ companyId, skuId })).toBe(18);
  });

  it('is done once under an id, and refuses another content under it', async () => {
    const { companyId, skuId, lotId } = await harvest();
    const packing = { companyId, packingId: PackingId.new(), lotId, skuId, pieces: 5 };

    await Promise.all(times(5, () => pack(packing)));

    await expect(pack({ ...packing, pieces: 6 })).rejects.toMatchObject({ code: 'request.repeated_differently' });
    expect(await farm.available({ companyId, skuId })).toBe(5);
    const events = await catalog.published(LotPackedSchema);
    expect(events.filter((event) => event.packingId === packing.packingId)).toHaveLength(1);
  });

  it('knows nothing of other companies’ lots and SKUs, nor joins a lot to another product', async () => {
    const [mine, theirs] = [await harvest(), await harvest()];
    const other = await farm.sku({ companyId: mine.companyId });
    const { companyId, skuId, lotId } = mine;

    for (const foreign of [
      { companyId, lotId: theirs.lotId, skuId, pieces: 1 },
      { companyId, lotId, skuId: theirs.skuId, pieces: 1 },
      { companyId, lotId: theirs.lotId, skuId: theirs.skuId, pieces: 1 },
      { companyId, lotId, skuId: other.skuId, pieces: 1 },
      { companyId, lotId: LotId.new(), skuId, pieces: 1 },
      { companyId, packingId: theirs.lotId, lotId, skuId, pieces: 1 },
    ]) {
      await expect(pack(foreign)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await farm.unbalanced()).toEqual([]);
    expect(await farm.available(theirs)).toBe(0);
  });

  it.each([0, -1, 1_000_001, 2_147_483_647])('refuses %d pieces', async (pieces) => {
    const { companyId, skuId, lotId } = await harvest();

    await expect(pack({ companyId, lotId, skuId, pieces })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('Saving a lot', () => {
  it('is done once; the same again is the same, anything else is refused', async () => {
    const { lot } = await harvest();

    expect(await saveLot(lot)).toMatchObject({ lot: { lotId: lot.lotId, massG: 10_000n } });
    await expect(saveLot({ ...lot, massG: 20_000n })).rejects.toMatchObject({ code: 'request.repeated_differently' });
  });

  it('knows nothing of other companies’ products, suppliers and lots', async () => {
    const [mine, theirs] = [await harvest(), await harvest()];
    const lot = { ...mine.lot, lotId: LotId.new() };

    for (const foreign of [
      { productId: theirs.productId },
      { productId: ProductId.new() },
      { supplierId: theirs.lot.supplierId },
      { supplierId: SupplierId.new() },
      { lotId: theirs.lotId },
      { lotId: mine.skuId },
    ]) {
      await expect(saveLot({ ...lot, ...foreign })).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await catalog.sql('SELECT FROM lot WHERE lot_id = $1', [lot.lotId])).toEqual([]);
  });

  it.each([
    ['a day that is none', { harvestedOn: '2026-02-30' }, 'harvestedOn'],
    ['an end before the harvest', { expiresOn: daysFromNow(-31) }, 'expiresOn'],
    ['a harvest of the year nought', { harvestedOn: '0000-01-01' }, 'harvestedOn'],
    ['what keeps for ever', { expiresOn: '9999-12-31' }, 'expiresOn'],
    ['a price beyond all measure', { pricePerKgFen: 10_000_000_000n }, 'pricePerKgFen'],
    ['no mass', { massG: 0n }, 'massG'],
    ['a mountain', { massG: 9_000_000_000_000_000_000n }, 'massG'],
    ['a price below nothing', { pricePerKgFen: -1n }, 'pricePerKgFen'],
    ['no place', { originCode: '' }, 'originCode'],
  ])('refuses %s', async (_, wrong, field) => {
    const { lot } = await harvest();

    await expect(saveLot({ ...lot, lotId: LotId.new(), ...wrong })).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });
});

describe('Saving a SKU', () => {
  it('keeps its weight and purchase kind once pieces were packed, and lets the price change', async () => {
    const { companyId, productId, skuId } = await farm.stocked([5], { netG: 500, grossG: 600 });
    const sku = {
      ...{ companyId, productId, skuId, title: '宽粉', priceFen: 3_000n, netG: 500, grossG: 600 },
      ...{ purchaseKind: PurchaseKind.OUTRIGHT, returnClass: ReturnClass.PROCESSED, specValues: { 规格: '500g' } },
    };

    const saved = await saveSku(sku);

    expect(saved.sku).toMatchObject({ priceFen: 3_000n, specValues: { 规格: '500g' } });
    for (const change of [{ netG: 400 }, { grossG: 700 }, { purchaseKind: PurchaseKind.CONSIGNMENT }]) {
      await expect(saveSku({ ...sku, ...change })).rejects.toMatchObject({ code: 'sku.in_use' });
    }
  });

  it('changes nothing under a foreign product or id', async () => {
    const [mine, theirs] = [await farm.sku(), await farm.sku()];
    const sku = {
      ...{ ...mine, title: '宽粉', priceFen: 1n, netG: 1, grossG: 1 },
      ...{ purchaseKind: PurchaseKind.OUTRIGHT, returnClass: ReturnClass.FRESH },
    };

    await expect(saveSku({ ...sku, productId: theirs.productId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(saveSku({ ...sku, skuId: theirs.skuId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(saveSku({ ...sku, skuId: mine.productId })).rejects.toMatchObject({ code: 'not_found' });
    const { product } = await catalog.call(Products.method.get, { productId: mine.productId });
    expect(product?.skus).toMatchObject([{ priceFen: 2_500n }]);
  });

  it.each([
    ['no price', { priceFen: 0n }, 'priceFen'],
    ['no weight', { netG: 0 }, 'netG'],
    ['a parcel lighter than its goods', { grossG: 1 }, 'grossG'],
    ['no purchase kind', { purchaseKind: 0 }, 'purchaseKind'],
    ['a return class of the future', { returnClass: 9 }, 'returnClass'],
  ])('refuses %s', async (_, wrong, field) => {
    const sku = {
      ...{ ...(await farm.sku()), title: '宽粉', priceFen: 1n, netG: 500, grossG: 600 },
      ...{ purchaseKind: PurchaseKind.OUTRIGHT, returnClass: ReturnClass.FRESH },
    };

    await expect(saveSku({ ...sku, ...wrong })).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });
});

describe('Saving a supplier', () => {
  it('dates what it was said to be', async () => {
    const [companyId, supplierId] = [CompanyId.new(), SupplierId.new()];
    const save = (kind: Kind) =>
      catalog.call(
        Stock.method.saveSupplier,
        { companyId, supplierId, name: '李家沟', kind, regionCode: '621102' },
        seller(),
      );

    await save(Kind.HOUSEHOLD);
    await save(Kind.HOUSEHOLD);
    await save(Kind.COOPERATIVE);

    const dated = await catalog.sql(
      'SELECT status, since_on AS on FROM supplier_status WHERE supplier_id = $1 ORDER BY said_at',
      [supplierId],
    );
    expect(dated).toEqual([
      { status: 'HOUSEHOLD', on: daysFromNow(0) },
      { status: 'COOPERATIVE', on: daysFromNow(0) },
    ]);
  });

  it('puts it into the list of the company’s own', async () => {
    const [companyId, elsewhere] = [CompanyId.new(), CompanyId.new()];
    const save = (of: CompanyId, name: string, kind: Kind) =>
      catalog.call(
        Stock.method.saveSupplier,
        { companyId: of, supplierId: SupplierId.new(), name, kind, regionCode: '621102' },
        seller(),
      );
    await save(companyId, '李家沟', Kind.COOPERATIVE);
    await save(companyId, '安定区农场', Kind.FIRM);
    await save(elsewhere, '别人家', Kind.HOUSEHOLD);

    const { suppliers } = await catalog.call(Stock.method.listSuppliers, { companyId }, seller());

    expect(suppliers.map(({ name, kind, regionCode }) => [name, kind, regionCode])).toEqual([
      ['安定区农场', Kind.FIRM, '621102'],
      ['李家沟', Kind.COOPERATIVE, '621102'],
    ]);
  });
});

describe('Adjusting stock', () => {
  it('writes off and finds again, with a reason, once under an id', async () => {
    const { companyId, skuId, lotIds } = await farm.stocked([10]);
    const found = { companyId, skuId, lotId: lotIds[0], adjustmentId: AdjustmentId.new(), pieces: 2, reason: '找到' };

    await adjust({ ...found, adjustmentId: AdjustmentId.new(), pieces: -3, reason: '受潮' });
    await adjust(found);

    expect(await adjust(found)).toMatchObject({ onHand: 9, available: 9 });
    await expect(adjust({ ...found, pieces: 1 })).rejects.toMatchObject({ code: 'request.repeated_differently' });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('leaves alone what is promised, and makes nothing that was not there', async () => {
    const sku = await farm.stocked([10]);
    await farm.hold(checkoutOf([[sku, 8]]));
    const change = { ...sku, lotId: sku.lotIds[0], adjustmentId: AdjustmentId.new(), reason: '盘点' };

    await expect(adjust({ ...change, pieces: -3 })).rejects.toMatchObject({
      code: 'stock.sold_out',
      details: { shortages: [{ skuId: sku.skuId, wanted: 3, available: 2 }] },
    });
    await expect(adjust({ ...change, pieces: 1 })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(adjust({ ...change, pieces: 0 })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(adjust({ ...change, pieces: -1, skuId: SkuId.new() })).rejects.toMatchObject({ code: 'not_found' });
    expect(await farm.stock(sku)).toMatchObject({ onHand: 10, held: 8 });
  });
});

describe('Looking at stock', () => {
  it('is for SKUs of the company only', async () => {
    const sku = await farm.stocked([10]);

    await expect(farm.stock({ ...sku, companyId: CompanyId.new() })).rejects.toMatchObject({ code: 'not_found' });
    await expect(farm.stock({ ...sku, skuId: SkuId.new() })).rejects.toMatchObject({ code: 'not_found' });
  });
});
