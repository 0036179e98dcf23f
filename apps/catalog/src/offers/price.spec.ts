import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { CompanyId, CouponId, LiveSessionId, OfferId, PersonId, ProductId, SkuId } from '#kernel/id.js';
import type { Quantity } from '#kernel/measures.js';
import type { Coupon } from '../coupons/coupon.js';
import { codeKey, Wallet } from '../coupons/wallet.js';
import { DEFAULT_TEMPLATE } from '../freight/default-template.js';
import { quote, type Prices, type Quote, type Sku } from '../holds/quote.js';
import { priceOf } from './price.js';

const companyId = CompanyId.new();
const session = LiveSessionId.new();
const now = new Date('2026-11-22T12:00:00Z');

interface Case {
  lines: { listFen: number; flashFen: number | undefined; inBag: boolean; quantity: number }[];
  inSession: boolean;
  coupons: { payer: Coupon['payer']; off: Coupon['off'] }[];
}

const fen = (max: number) => fc.integer({ min: 1, max });
const off = fc.oneof(
  fen(20_000).map((amount): Coupon['off'] => ({ kind: 'AMOUNT', amountFen: Fen.of(amount) })),
  fc.integer({ min: 1, max: 10_000 }).map((shareBp): Coupon['off'] => ({ kind: 'PERCENT', shareBp, capFen: Fen.zero })),
);
const anyCase: fc.Arbitrary<Case> = fc.record({
  lines: fc.array(
    fc.record({
      listFen: fen(100_000),
      flashFen: fc.option(fen(100_000), { nil: undefined }),
      inBag: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 50 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  inSession: fc.boolean(),
  coupons: fc.uniqueArray(fc.record({ payer: fc.constantFrom('company', 'platform', 'fund'), off }), {
    selector: ({ payer }) => payer,
    maxLength: 3,
  }),
});

/** The same shop, asked for in the order given, with its coupons named in the order given. */
function quoted({ lines, inSession, coupons }: Case, turned = false): Quote | undefined {
  const skus = new Map<SkuId, Sku>();
  const offers = new Map<SkuId, { flash?: { offerId: OfferId; priceFen: Fen; perBuyerLimit: number } }>();
  const wanted = lines.map(({ listFen, flashFen, inBag, quantity }, at) => {
    const skuId = SkuId.derive(String(at));
    const goods = {
      productId: ProductId.derive(String(at)),
      title: '苹果',
      purchaseKind: 'OUTRIGHT',
      returnClass: 'FRESH',
    };
    skus.set(skuId, {
      companyId,
      skuId,
      ...goods,
      priceFen: Fen.of(listFen),
      netG: 500,
      grossG: 600,
      maxOverBp: null,
      preSale: null,
    });
    const flash = flashFen && { offerId: OfferId.derive(String(at)), priceFen: Fen.of(flashFen), perBuyerLimit: 99 };
    if (inBag) offers.set(skuId, flash ? { flash } : {});
    return { skuId, quantity: quantity as Quantity };
  });
  const all = coupons.map(({ payer, off: takes }): Coupon => ({
    ...{ companyId, couponId: CouponId.derive(payer), code: payer.toUpperCase(), title: '', payer, off: takes },
    ...{ fromFen: Fen.zero, scope: { productIds: [], skuIds: [], liveSessionId: null }, quota: 9, perBuyer: 9 },
    ...{ startsAt: new Date(0), endsAt: new Date('2099-01-01'), claimOnly: false, ended: false },
  }));
  const wallet = new Wallet(
    new Map(all.map((coupon) => [codeKey(companyId, coupon.code), coupon])),
    new Map(all.map(({ couponId }) => [couponId, 9])),
    new Map(),
    now,
  );
  const prices: Prices = { skus, offerIn: (_, skuId) => offers.get(skuId), freightOf: () => DEFAULT_TEMPLATE };
  const codes = all.map(({ code }) => code);
  const asked = { lines: wanted, liveSessionId: inSession ? session : undefined, regionCode: '620102' };
  try {
    return quote({ ...asked, couponCodes: turned ? codes.reverse() : codes }, prices, wallet, PersonId.new());
  } catch (error) {
    expect(error).toMatchObject({ code: 'coupon.refused', details: { why: 'NOTHING_TO_TAKE_OFF' } });
    return undefined;
  }
}

describe('The price ladder', () => {
  it('is the list price, or the flash price below it where the buyer stands in the session', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { lines = [] } = quoted({ ...one, coupons: [] }) ?? {};
        one.lines.forEach(({ listFen, flashFen = listFen, inBag }, at) => {
          const expected = one.inSession && inBag ? Math.min(listFen, flashFen) : listFen;
          expect(Number(lines[at]!.priceFen)).toBe(expected);
          expect(lines[at]!.flash !== undefined).toBe(expected < listFen);
        });
      }),
    );
  });

  it('adds up to the fen: pieces, then freight, then coupons, in whatever order they are named', () => {
    let discounted = 0;
    fc.assert(
      fc.property(anyCase, (one) => {
        const quote = quoted(one);
        const turned = quoted(one, true);
        expect(turned?.totalFen).toBe(quote?.totalFen);
        if (!quote) return;
        if (one.coupons.length > 0) discounted += 1;

        const sum = (of: (line: Quote['lines'][number]) => bigint) =>
          quote.lines.reduce((total, line) => total + of(line), 0n);
        const off = (line: Quote['lines'][number]) =>
          line.discounts.reduce((total, { amountFen }) => total + amountFen, 0n);
        expect(
          sum(({ priceFen, quantity }) => priceFen * BigInt(quantity)) + quote.freightFen - quote.discountFen,
        ).toBe(quote.totalFen);
        expect(sum((line) => line.amountFen + line.freightFen - off(line))).toBe(quote.totalFen);
        // Nothing is sold for nothing, and a coupon touches no price.
        for (const line of quote.lines) expect(line.amountFen - off(line)).toBeGreaterThan(0n);
        expect(quote.lines.map(({ priceFen }) => priceFen)).toEqual(
          quoted({ ...one, coupons: [] })!.lines.map(({ priceFen }) => priceFen),
        );
      }),
    );
    expect(discounted).toBeGreaterThan(10);
  });

  it('never rises by an offer', () => {
    const flash = { priceFen: Fen.of(500) };
    expect(priceOf(Fen.of(900), flash)).toEqual({ priceFen: 500n, flash });
    expect(priceOf(Fen.of(500), flash)).toEqual({ priceFen: 500n, flash: undefined });
    expect(priceOf(Fen.of(400), flash)).toEqual({ priceFen: 400n, flash: undefined });
    expect(priceOf(Fen.of(400), undefined)).toEqual({ priceFen: 400n, flash: undefined });
  });
});
