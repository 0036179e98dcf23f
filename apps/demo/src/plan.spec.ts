import { describe, expect, it } from '@jest/globals';
import { contentHash } from '#kernel/hash.js';
import { plan } from './plan.js';
import { Random } from './random.js';

const TODAY = '2026-11-22';
const planned = plan('seed', TODAY);
const { shops, categories } = planned;
const [main, other] = [shops[0]!, shops[1]!];
const every = <K extends 'skus' | 'lots' | 'packings' | 'products' | 'suppliers'>(key: K) =>
  shops.flatMap((shop) => shop[key] as (typeof main)[K][number][]);

describe('The plan of the demo', () => {
  it('is the same for the same seed and day, and another for others', () => {
    const hash = contentHash(planned);

    expect(contentHash(plan('seed', TODAY))).toBe(hash);
    expect(contentHash(plan('another seed', TODAY))).not.toBe(hash);
    expect(contentHash(plan('seed', '2026-11-23'))).not.toBe(hash);
  });

  it('offers 68 kinds of produce under nine heads, and as many products', () => {
    const heads = categories.filter(({ parentId }) => parentId === '');

    expect(categories).toHaveLength(68 + heads.length);
    expect(heads).toHaveLength(9);
    expect(new Set(main.products.map(({ categoryId }) => categoryId)).size).toBe(68);
    expect(main.suppliers).toHaveLength(120);
    expect(main.skus.length).toBeGreaterThan(120);
    expect(other.products.length).toBeLessThan(10);
  });

  it('mixes the three kinds of purchase', () => {
    expect(new Set(main.skus.map(({ purchaseKind }) => purchaseKind))).toEqual(new Set([1, 2, 3]));
  });

  it('sells melons and meat by weight in their large packs, and nothing that is shown first', () => {
    const weighed = main.skus.filter((sku) => 'byWeight' in sku);

    expect(weighed.map(({ title }) => title.split(' ')[0])).toEqual(expect.arrayContaining(['民勤蜜瓜', '平凉红牛肉']));
    expect(weighed.every(({ title }) => /瓜|肉/.test(title))).toBe(true);
    expect(weighed.some(({ skuId }) => main.bestSellers.includes(skuId))).toBe(false);
  });

  it('counts money in whole fen and mass in whole grams', () => {
    for (const { priceFen, netG, grossG } of every('skus')) {
      expect(typeof priceFen).toBe('bigint');
      expect(priceFen).toBeGreaterThan(0n);
      expect(Number.isInteger(netG) && Number.isInteger(grossG) && grossG > netG).toBe(true);
    }
    for (const { massG, pricePerKgFen, referencePerKgFen } of every('lots')) {
      expect([typeof massG, typeof pricePerKgFen, typeof referencePerKgFen]).toEqual(['bigint', 'bigint', 'bigint']);
    }
  });

  it('sells above what it pays', () => {
    for (const lot of every('lots')) {
      for (const sku of every('skus').filter(
        ({ productId, specValues }) => productId === lot.productId && specValues.等级 === lot.grade,
      )) {
        expect(sku.priceFen * 1_000n).toBeGreaterThan(lot.pricePerKgFen * BigInt(sku.netG));
      }
    }
  });

  it('has lilies in the ground that are harvested in the middle of next month, of which some are on sale', () => {
    const { opened, offering } = planned.preSale;
    const sku = main.skus.find(({ skuId }) => skuId === offering.skuId);

    expect(opened.expectedOn).toBe('2026-12-15');
    expect(plan('seed', '2026-01-31').preSale.opened.expectedOn).toBe('2026-02-15');
    expect(plan('seed', '2026-12-01').preSale.opened.expectedOn).toBe('2027-01-15');
    const offeredG = BigInt(offering.pieces * (sku?.netG ?? 0));
    expect(offeredG).toBeLessThanOrEqual((opened.expectedG * BigInt(opened.shareBp)) / 10_000n);
  });

  it('packs no more than a lot weighs', () => {
    const netG = new Map(every('skus').map((sku) => [sku.skuId, sku.netG]));
    for (const lot of every('lots')) {
      const packings = every('packings').filter(({ lotId }) => lotId === lot.lotId);
      const packedG = packings.reduce((sum, { skuId, pieces }) => sum + pieces * netG.get(skuId)!, 0);
      expect(BigInt(packedG)).toBeLessThanOrEqual(lot.massG);
    }
  });

  it('names regions by six digits and each id once', () => {
    for (const { regionCode } of every('suppliers')) expect(regionCode).toMatch(/^62\d{4}$/);
    for (const { originCode } of every('lots')) expect(originCode).toMatch(/^62\d{4}$/);
    const ids = [
      ...every('products').map(({ productId }) => productId),
      ...every('skus').map(({ skuId }) => skuId),
      ...every('lots').map(({ lotId }) => lotId),
      ...every('packings').map(({ packingId }) => packingId),
      ...every('suppliers').map(({ supplierId }) => supplierId),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(['2026-01-01', '2026-02-28', '2026-05-15', '2026-08-01', '2026-12-31', '2028-02-29'])(
    'has goods on %s that were harvested and keep',
    (today) => {
      const shop = plan('seed', today).shops[0]!;
      const keepsUntil = new Date(Date.parse(today) + 3 * 86_400_000).toISOString().slice(0, 10);

      expect(new Set(shop.lots.map(({ productId }) => productId)).size).toBeGreaterThan(50);
      for (const { harvestedOn, expiresOn } of shop.lots) {
        expect(harvestedOn <= today && expiresOn >= keepsUntil).toBe(true);
      }
    },
  );

  it('pins a SKU of the bag that is in stock', () => {
    const { skuIds, pinnedSkuId } = planned.air.onAir;

    expect(skuIds).toHaveLength(24);
    expect(skuIds).toContain(pinnedSkuId);
    const packed = new Set(main.packings.map(({ skuId }) => skuId));
    expect(packed).toContain(pinnedSkuId);
    const { offering } = planned.preSale;
    expect(skuIds.filter((skuId) => !packed.has(skuId))).toEqual([offering.skuId]);
  });
});

describe('Chance', () => {
  it('is the same for the same words and stays within bounds', () => {
    const throws = (...words: string[]) => {
      const random = new Random(...words);
      return Array.from({ length: 1_000 }, () => random.between(1, 6));
    };

    expect(throws('a', 'b')).toEqual(throws('a', 'b'));
    expect(throws('a', 'b')).not.toEqual(throws('ab'));
    expect(new Set(throws('a'))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });
});
