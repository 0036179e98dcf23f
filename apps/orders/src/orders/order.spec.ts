import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { SkuId } from '#kernel/id.js';
import { priceLines, type QuotedLine } from './order.js';

const quoted = (priceFen: bigint, quantity: number, grossG: number, offFen = 0n): QuotedLine => ({
  skuId: SkuId.new(),
  title: '宽粉',
  quantity,
  priceFen: Fen.of(priceFen),
  grossFen: Fen.of(priceFen * BigInt(quantity)),
  netG: grossG,
  grossG,
  purchaseKind: 'OUTRIGHT',
  returnClass: 'PROCESSED',
  offerId: null,
  byWeight: null,
  allocations: [],
  discounts: offFen > 0n ? [{ couponId: 'one', payer: 'company', amountFen: String(offFen) }] : [],
});

const shares = (freight: number, ...weights: [quantity: number, grossG: number][]) =>
  priceLines(
    weights.map(([quantity, grossG]) => quoted(100n, quantity, grossG)),
    Fen.of(freight),
  ).map(({ freightFen }) => Number(freightFen));

describe('The freight of an order', () => {
  it.each([
    ['by gross grams', shares(900, [1, 600], [1, 300]), [600, 300]],
    ['of all pieces of a line', shares(900, [1, 600], [4, 300]), [300, 600]],
    ['the left-over fen to the largest remainder', shares(100, [1, 1], [1, 1], [1, 4]), [17, 17, 66].map(Number)],
    ['equal remainders to the earlier line', shares(1, [1, 500], [1, 500]), [1, 0]],
    ['nothing of nothing', shares(0, [1, 500], [2, 500]), [0, 0]],
  ])('is shared %s', (_, got, expected) => expect(got).toEqual(expected));

  it('adds up, with the goods, to what the buyer pays', () => {
    const line = fc.tuple(
      fc.bigInt(1n, 1_000_000n),
      fc.integer({ min: 1, max: 9_999 }),
      fc.integer({ min: 1, max: 50_000 }),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 50 }), fc.bigInt(0n, 1_000_000n), (lines, freight) => {
        const priced = priceLines(
          lines.map((terms) => quoted(...terms)),
          Fen.of(freight),
        );

        const goods = Fen.sum(priced.map(({ grossFen }) => grossFen));
        expect(Fen.sum(priced.map(({ cashFen }) => cashFen))).toBe(goods + freight);
        for (const { freightFen, grossFen, cashFen } of priced) {
          expect(freightFen >= 0n).toBe(true);
          expect(cashFen).toBe(grossFen + freightFen);
        }
      }),
    );
  });

  it('is less by what coupons took off its lines', () => {
    const priced = priceLines([quoted(1_000n, 2, 500, 300n), quoted(500n, 1, 500)], Fen.of(600));

    expect(priced.map(({ discountFen, cashFen }) => [discountFen, cashFen])).toEqual([
      [300n, 2_100n],
      [0n, 700n],
    ]);
  });
});
