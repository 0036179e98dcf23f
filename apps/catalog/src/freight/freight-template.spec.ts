import { describe, expect, it } from '@jest/globals';
import { Freight } from '#contracts/tianjian/catalog/v1/freight_pb.js';
import { Holds } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { CompanyId, FreightTemplateId } from '#kernel/id.js';
import { runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, Farm, freightOfGansu, seller, times } from '../given.js';

const catalog = runningService('catalog', CatalogModule);
const farm = new Farm(catalog);

const save = (companyId: CompanyId, terms = {}) =>
  catalog.call(
    Freight.method.saveTemplate,
    { companyId, freightTemplateId: FreightTemplateId.new(), ...freightOfGansu, ...terms },
    seller(),
  );
const read = (companyId: CompanyId) => catalog.call(Freight.method.getTemplate, { companyId }, seller());
const quote = (skuId: string, regionCode: string, quantity = 1) =>
  catalog.call(Holds.method.quote, { lines: [{ skuId, quantity }], regionCode });

describe('Freight by weight', () => {
  it('sends five kilos of apples to Xinjiang by the far zone, and to Taiwan not at all', async () => {
    const apples = await farm.stocked([5], { title: '静宁苹果 5kg', netG: 5_000, grossG: 5_200 });
    await save(apples.companyId);

    const far = await quote(apples.skuId, '650102');
    const near = await quote(apples.skuId, '621102');

    // 5,200 g of apples and a box of 300 g: 5 kg begun after the first.
    expect(far).toMatchObject({ freightFen: 900n + 5n * 650n, freightTerms: { zone: '偏远', remote: true } });
    expect(near).toMatchObject({ freightFen: 400n + 5n * 80n, freightTerms: { zone: '西北', remote: false } });
    const refused = { code: 'freight.region_refused', details: { region: '台湾省', reason: '生鲜暂不发往港澳台' } };
    await expect(quote(apples.skuId, '710106')).rejects.toMatchObject(refused);
    await expect(farm.hold(checkoutOf([[apples, 1]], { regionCode: '710000' }))).rejects.toMatchObject(refused);
    expect(await farm.available(apples)).toBe(5);
  });

  it('counts what all lines weigh together, and is free from an amount on', async () => {
    const noodles = await farm.stocked([50], { priceFen: 2_500n, netG: 500, grossG: 600 });
    await save(noodles.companyId);

    expect((await quote(noodles.skuId, '621102', 3)).freightFen).toBe(400n + 2n * 80n);
    expect((await quote(noodles.skuId, '621102', 4)).freightFen).toBe(0n);
    expect((await quote(noodles.skuId, '650102', 4)).freightFen).toBe(900n + 2n * 650n);
  });

  it('refuses a place that does not exist', async () => {
    const noodles = await farm.stocked([5]);

    await expect(quote(noodles.skuId, '620199')).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'regionCode' },
    });
    expect((await quote(noodles.skuId, '620171')).freightFen).toBe((await quote(noodles.skuId, '620100')).freightFen);
  });
});

describe('A freight template', () => {
  it('is the default until one is saved, and then the last of them, with its version', async () => {
    const companyId = CompanyId.new();
    expect((await read(companyId)).template).toMatchObject({ version: 0, freightTemplateId: '' });

    const answers = await Promise.all(times(4, () => save(companyId)));
    const last = await save(companyId, { tareG: 500 });

    expect(new Set(answers.map(({ template }) => template!.version))).toEqual(new Set([1, 2, 3, 4]));
    expect(last.template).toMatchObject({ version: 5, tareG: 500 });
    expect(await read(companyId)).toEqual(last);
  });

  it('can be saved again under its id, but only as it was', async () => {
    const companyId = CompanyId.new();
    const freightTemplateId = FreightTemplateId.new();

    const [first, again] = await Promise.all(times(2, () => save(companyId, { freightTemplateId })));
    await save(companyId);

    expect(again).toEqual(first);
    expect(await save(companyId, { freightTemplateId })).toEqual(first);
    await expect(save(companyId, { freightTemplateId, tareG: 1 })).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
    expect((await read(companyId)).template!.version).toBe(2);
  });

  it('leaves a hold what it was quoted', async () => {
    const noodles = await farm.stocked([10]);
    await save(noodles.companyId);
    const checkout = checkoutOf([[noodles, 1]], { regionCode: '621102' });
    const held = await farm.hold(checkout);

    await save(noodles.companyId, { refused: [{ regionCodes: ['621100'], reason: '修路' }] });

    expect(await farm.hold(checkout)).toMatchObject({
      holdId: held.holdId,
      freightFen: 400n,
      freightTerms: { templateVersion: 1 },
    });
    await expect(farm.hold(checkoutOf([[noodles, 1]], { regionCode: '621102' }))).rejects.toMatchObject({
      code: 'freight.region_refused',
      details: { reason: '修路' },
    });
  });

  const [zone] = freightOfGansu.zones;
  it.each([
    ['zones', { zones: [] }],
    ['zones', { zones: [zone, zone] }],
    ['zones', { refused: [{ regionCodes: ['620000'], reason: '不发' }] }],
    ['zones[0].regionCodes', { zones: [{ ...zone, regionCodes: [] }] }],
    ['zones[0].regionCodes[0]', { zones: [{ ...zone, regionCodes: ['990000'] }] }],
    ['zones[0].furtherG', { zones: [{ ...zone, furtherG: 0 }] }],
    ['zones[0].firstFen', { zones: [{ ...zone, firstFen: -1n }] }],
    ['zones[0].name', { zones: [{ ...zone, name: ' ' }] }],
    ['refused[0].reason', { refused: [{ regionCodes: ['810000'], reason: '' }] }],
    ['tareG', { tareG: -1 }],
  ])('is refused by a bad %s', async (field, bad) => {
    await expect(save(CompanyId.new(), bad)).rejects.toMatchObject({ code: 'request.invalid', details: { field } });
  });
});
