import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { CompanyId, ProductId, SkuId } from '#kernel/id.js';
import { seen, type CartLine, type OnShelf } from './cart.js';

const companies = [CompanyId.new(), CompanyId.new(), CompanyId.new()];

const entry = fc.record({
  company: fc.integer({ min: 0, max: 2 }),
  quantity: fc.integer({ min: 1, max: 9_999 }),
  priceFen: fc.integer({ min: 1, max: 1_000_000 }),
  now: fc.option(fc.record({ priceFen: fc.integer({ min: 1, max: 1_000_000 }), available: fc.nat(12_000) })),
});

function cartOf(entries: (typeof entry extends fc.Arbitrary<infer E> ? E : never)[]) {
  const lines: CartLine[] = [];
  const shelf = new Map<SkuId, OnShelf>();
  for (const { company, quantity, priceFen, now } of entries) {
    const words = { companyId: companies[company]!, productId: ProductId.new(), productTitle: '宽粉', title: '500g' };
    const line = { ...words, skuId: SkuId.new(), quantity, priceFen: Fen.of(priceFen) };
    lines.push(line);
    const { quantity: _, ...sku } = line;
    if (now) shelf.set(line.skuId, { ...sku, priceFen: Fen.of(now.priceFen), available: now.available });
  }
  return { lines, shelf };
}

describe('A cart as it is seen', () => {
  it('has every line once, under its own company, and adds up what can be ordered', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 50 }), (entries) => {
        const { lines, shelf } = cartOf(entries);

        const cart = seen(lines, shelf);

        const all = cart.companies.flatMap((company) => company.lines);
        expect(all.map(({ skuId }) => skuId).sort()).toEqual(lines.map(({ skuId }) => skuId).sort());
        for (const { companyId, lines: own } of cart.companies)
          expect(own.every((line) => line.companyId === companyId)).toBe(true);
        const fits = entries.filter(({ now, quantity }) => now && now.available >= quantity);
        expect(cart.goodsFen).toBe(fits.reduce((sum, { now, quantity }) => sum + BigInt(now!.priceFen * quantity), 0n));
        expect(cart.orders).toBe(new Set(fits.map(({ company }) => company)).size);
      }),
      { numRuns: 200 },
    );
  });

  it('says before ordering that several companies become several orders', () => {
    const here = { priceFen: 100, available: 9 };
    const two = cartOf([
      { company: 0, quantity: 1, priceFen: 100, now: here },
      { company: 1, quantity: 1, priceFen: 100, now: here },
    ]);
    const one = cartOf([{ company: 0, quantity: 1, priceFen: 100, now: here }]);

    expect(seen(two.lines, two.shelf)).toMatchObject({ orders: 2, notice: expect.stringContaining('2 笔订单') });
    expect(seen(one.lines, one.shelf)).toMatchObject({ orders: 1, notice: '' });
  });
});
