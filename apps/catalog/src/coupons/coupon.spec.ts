import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { CompanyId, CouponId, LiveSessionId, ProductId, SkuId } from '#kernel/id.js';
import { assertUsable, discountsOf, type Coupon, type Discountable, type Payer } from './coupon.js';

const everything = { productIds: [], skuIds: [], liveSessionId: null };
const now = new Date('2026-11-11T12:00:00Z');

const coupon = (payer: Payer, off: Coupon['off'], of: Partial<Coupon> = {}): Coupon => ({
  companyId: CompanyId.derive('shop'),
  couponId: CouponId.new(),
  code: 'CODE',
  title: '立减',
  payer,
  off,
  fromFen: Fen.zero,
  scope: everything,
  startsAt: new Date('2026-11-01T00:00:00Z'),
  endsAt: new Date('2026-11-30T00:00:00Z'),
  quota: 10,
  perBuyer: 1,
  claimOnly: false,
  ended: false,
  ...of,
});
const amount = (fen: number) => ({ kind: 'AMOUNT' as const, amountFen: Fen.of(fen) });
const percent = (shareBp: number, cap = 0) => ({ kind: 'PERCENT' as const, shareBp, capFen: Fen.of(cap) });
const freeFreight = (cap = 0) => ({ kind: 'FREE_FREIGHT' as const, capFen: Fen.of(cap) });

const line = (fen: number, freight = 0, of: Partial<Discountable> = {}): Discountable => ({
  sku: { productId: ProductId.new(), skuId: SkuId.new() },
  amountFen: Fen.of(fen),
  freightFen: Fen.of(freight),
  inSession: undefined,
  ...of,
});

/** By line, what each payer pays. */
const taken = (coupons: Coupon[], lines: Discountable[]) =>
  discountsOf(coupons, lines).map((discounts) =>
    discounts.map(({ coupon: { payer }, amountFen }) => [payer, Number(amountFen)]),
  );
const refused = (why: string) => expect.objectContaining({ details: expect.objectContaining({ why }) });

describe('Coupons', () => {
  it('take off in the order company, platform, fund, freight, each from what is left, whatever came first', () => {
    const coupons = [
      coupon('platform', freeFreight()),
      coupon('fund', percent(5_000)),
      coupon('platform', percent(1_000)),
      coupon('company', amount(2_000)),
    ];

    // 100 yuan less 20; a tenth of 80; half of 72; and the freight.
    const expected = [
      [
        ['company', 2_000],
        ['platform', 800],
        ['fund', 3_600],
        ['platform', 600],
      ],
    ];
    expect(taken(coupons, [line(10_000, 600)])).toEqual(expected);
    expect(taken([...coupons].reverse(), [line(10_000, 600)])).toEqual(expected);
  });

  it('share their discount over the lines by largest remainder', () => {
    expect(taken([coupon('company', amount(100))], [line(3_001), line(3_001), line(3_001)])).toEqual([
      [['company', 34]],
      [['company', 33]],
      [['company', 33]],
    ]);
  });

  it('give a percentage rounded down, at most the cap', () => {
    expect(taken([coupon('company', percent(1_500))], [line(999)])).toEqual([[['company', 149]]]);
    expect(taken([coupon('company', percent(1_500, 100))], [line(999)])).toEqual([[['company', 100]]]);
  });

  it('leave a fen of every line, and sell nothing for less than its own coupons cost', () => {
    expect(taken([coupon('fund', amount(9_999))], [line(500), line(1), line(300, 40)])).toEqual([
      [['fund', 499]],
      [],
      [['fund', 299]],
    ]);
    const both = [coupon('company', amount(900)), coupon('company', freeFreight())];
    expect(taken(both, [line(1_000, 600)])).toEqual([
      [
        ['company', 900],
        ['company', 100],
      ],
    ]);
  });

  it('count for what they name only', () => {
    const [mine, other] = [line(1_000), line(1_000)];
    const liveSessionId = LiveSessionId.new();
    const inRoom = line(1_000, 0, { inSession: liveSessionId });
    const scoped = (scope: object) => coupon('company', amount(100), { scope: { ...everything, ...scope } });

    expect(taken([scoped({ skuIds: [mine.sku.skuId] })], [other, mine])).toEqual([[], [['company', 100]]]);
    expect(taken([scoped({ productIds: [mine.sku.productId] })], [other, mine])).toEqual([[], [['company', 100]]]);
    expect(taken([scoped({ liveSessionId })], [other, inRoom])).toEqual([[], [['company', 100]]]);
    expect(() => taken([scoped({ liveSessionId })], [mine])).toThrow(refused('NOTHING_TO_TAKE_OFF'));
  });

  it('do not come on top of a flash price, but for its freight', () => {
    const flash = line(1_000, 600, { flash: {} });

    expect(() => taken([coupon('company', amount(100))], [flash])).toThrow(refused('NOTHING_TO_TAKE_OFF'));
    expect(taken([coupon('company', freeFreight())], [flash])).toEqual([[['company', 600]]]);
  });

  it('are refused below their minimum, where nothing is left to take off, and two of a kind', () => {
    const from = (fen: number) => coupon('company', amount(100), { fromFen: Fen.of(fen) });

    expect(taken([from(2_000)], [line(1_000), line(1_000)])).toHaveLength(2);
    expect(() => taken([from(2_001)], [line(1_000), line(1_000)])).toThrow(refused('BELOW_MINIMUM'));
    expect(() => taken([coupon('company', freeFreight())], [line(1_000, 0)])).toThrow(refused('NOTHING_TO_TAKE_OFF'));
    expect(() => taken([coupon('fund', amount(1)), coupon('fund', percent(1))], [line(1_000)])).toThrow(
      refused('NOT_TOGETHER'),
    );
    expect(() => taken([coupon('fund', freeFreight()), coupon('company', freeFreight())], [line(1_000, 9)])).toThrow(
      refused('NOT_TOGETHER'),
    );
  });

  it('never take more than there is, and their shares are their discount, whatever the order', () => {
    const fen = (min: number, max: number) => fc.integer({ min, max });
    const lines = fc.array(
      fc.tuple(fen(1, 50_000), fen(0, 5_000), fc.boolean()).map(([goods, freight, flash]) => {
        return line(goods, freight, flash ? { flash: {} } : {});
      }),
      { minLength: 1, maxLength: 8 },
    );
    const off = fc.oneof(
      fc.tuple(fen(1, 10_000), fen(0, 20_000)).map(([bp, cap]) => percent(bp, cap)),
      fen(1, 100_000).map(amount),
      fen(0, 3_000).map(freeFreight),
    );
    const coupons = fc.uniqueArray(
      fc.tuple(fc.constantFrom<Payer>('company', 'platform', 'fund'), off).map(([payer, what]) => coupon(payer, what)),
      { maxLength: 4, selector: ({ payer, off: { kind } }) => (kind === 'FREE_FREIGHT' ? kind : payer) },
    );
    let discounted = 0;
    fc.assert(
      fc.property(coupons, lines, (some, sold) => {
        const discounts = tryDiscounts(some, sold);
        if (!discounts) return;
        discounted += 1;
        sold.forEach(({ amountFen, freightFen }, at) => {
          const off = discounts[at]!;
          const own = sum(off.filter(({ coupon: one }) => one.payer === 'company'));
          must(
            off.every((one) => one.amountFen > 0n),
            'a share is something',
          );
          must(amountFen + freightFen - sum(off) >= 1n, 'a line costs a fen');
          must(own <= amountFen, 'a company gives no more than it takes');
          must(sum(off.filter(isFreight)) <= freightFen, 'no more freight than there is');
        });
        for (const one of some) {
          const all = sum(discounts.flat().filter((discount) => discount.coupon === one));
          must(all > 0n, 'nobody uses a coupon for nothing');
          const limit = one.off.kind === 'AMOUNT' ? one.off.amountFen : one.off.capFen || all;
          must(all <= limit, 'no coupon gives more than it says');
        }
      }),
      { numRuns: 10_000 },
    );
    expect(discounted).toBeGreaterThan(3_000);
  });
});

describe('A coupon', () => {
  it.each([
    ['OVER', coupon('company', amount(1), { ended: true }), 5, 0],
    ['OVER', coupon('company', amount(1), { endsAt: now }), 5, 0],
    ['NOT_YET', coupon('company', amount(1), { startsAt: new Date(now.getTime() + 1) }), 5, 0],
    ['USED_UP', coupon('company', amount(1)), 0, 0],
    ['BUYER_LIMIT', coupon('company', amount(1), { perBuyer: 2 }), 5, 2],
    ['NOT_CLAIMED', coupon('company', amount(1), { claimOnly: true }), 5, 0],
  ])('cannot be used when it is %s', (why, one, left, usedByBuyer) => {
    expect(() => assertUsable(one, now, { left, usedByBuyer, claimed: false })).toThrow(refused(why));
    expect(() =>
      assertUsable(coupon('company', amount(1)), now, { left: 1, usedByBuyer: 0, claimed: true }),
    ).not.toThrow();
  });
});

function tryDiscounts(coupons: Coupon[], lines: Discountable[]) {
  try {
    return discountsOf(coupons, lines);
  } catch (error) {
    must((error as { code?: string }).code === 'coupon.refused', String(error));
    return undefined;
  }
}

const isFreight = ({ coupon: { off } }: { coupon: Coupon }) => off.kind === 'FREE_FREIGHT';
const sum = (discounts: { amountFen: Fen }[]): bigint => Fen.sum(discounts.map(({ amountFen }) => amountFen));

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
