import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate, Fen } from '#kernel/fen.js';
import type { Allotment } from '../orders/order.js';
import { costOf, weigh, type FreightTerms, type LineToWeigh, type OrderToWeigh } from './weighing.js';

const fen = Fen.of;

/** Melons of 2,500 g at 7.60 a kilogram, which may weigh a tenth more; 20.90 was paid for each. */
function melons(pieces: number, fields: Partial<LineToWeigh> = {}): LineToWeigh {
  const allocations: Allotment[] = [
    { lotId: 'lot', supplierId: 'farmer', pieces, grams: String(2_500 * pieces), costFen: String(800 * pieces) },
  ];
  const grossFen = fen(2_090 * pieces);
  return {
    ...{ lineNo: 1, lineId: 'melons', quantity: pieces, refundedQuantity: 0, leftFen: grossFen, undecided: false },
    ...{ priceFen: fen(2_090), netG: 2_500, grossG: 2_950, grossFen, freightFen: Fen.zero, discounts: [] },
    ...{ purchaseKind: 'CONSIGNMENT', allocations, byWeight: { pieceFen: fen(1_900), maxG: 2_750 }, weighed: null },
    freightBackFen: Fen.zero,
    ...fields,
  };
}

const order = (lines: LineToWeigh[], freight: Partial<OrderToWeigh> = {}): OrderToWeigh => ({
  ...{ lines, freightFen: Fen.sum(lines.map(({ freightFen }) => freightFen)), freightTerms: null },
  ...freight,
});
const onScale = (grams: number, lineId = 'melons') => [{ lineId, grams }];
const refusal = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('was not refused');
};

describe('Three melons at 7.60 a kilogram', () => {
  it.each([
    // 7,500 g would be 57.00; 62.70 was paid.
    ['that weigh less', 7_123, 5_413n, 857n, 0n, 0],
    ['that weigh what they should', 7_500, 5_700n, 570n, 0n, 0],
    ['that weigh more, within what was paid', 8_000, 6_080n, 190n, 0n, 0],
    ['that weigh the most they may', 8_250, 6_270n, 0n, 0n, 0],
    ['that weigh more than was paid: the company gives it', 8_400, 6_270n, 0n, 114n, 150],
  ])('%s', (_, grams, chargedFen, backFen, givenAwayFen, givenAwayG) => {
    const [line] = weigh(order([melons(3)]), onScale(grams));

    expect(line).toMatchObject({ backFen, weight: { pieces: 3, grams, chargedFen, givenAwayFen, givenAwayG } });
    expect(line!.now).toMatchObject({ quantity: 3, grossFen: chargedFen, cashFen: chargedFen });
  });

  it('of which one was given up cost what two weigh', () => {
    const [line] = weigh(order([melons(3, { refundedQuantity: 1, leftFen: fen(4_180) })]), onScale(5_050));

    // 38.38 of 41.80.
    expect(line).toMatchObject({ backFen: 342n, weight: { pieces: 2, chargedFen: 3_838n } });
    expect(line!.allocations).toMatchObject([{ pieces: 3, grams: '7550', costFen: '2416' }]);
    expect(line!.now.allocations).toMatchObject([{ pieces: 2, grams: '5050', costFen: '1616' }]);
  });

  it('owe the farmer by the gram on consignment, by the piece when bought outright', () => {
    const lots = [
      { lotId: 'a', supplierId: 'one', pieces: 1, grams: '2500', costFen: '801' },
      { lotId: 'b', supplierId: 'two', pieces: 2, grams: '5000', costFen: '1400' },
    ];

    const costs = (purchaseKind: LineToWeigh['purchaseKind']) =>
      weigh(order([melons(3, { allocations: lots, purchaseKind })]), onScale(8_400))[0]!.allocations;

    expect(costs('CONSIGNMENT')).toMatchObject([
      { grams: '2800', costFen: '897' },
      { grams: '5600', costFen: '1568' },
    ]);
    expect(costs('OUTRIGHT')).toMatchObject([
      { grams: '2800', costFen: '801' },
      { grams: '5600', costFen: '1400' },
    ]);
  });

  it('give whoever paid a coupon their part back, too', () => {
    const discounts = [
      { couponId: 'a', payer: 'platform', amountFen: '627' },
      { couponId: 'b', payer: 'fund', amountFen: '300', offFreight: true as const },
    ];
    const freightFen = fen(900);
    const line = melons(3, { discounts, freightFen, leftFen: fen(6_270 - 627 + 600) });

    const [weighed] = weigh(order([line]), onScale(7_500));

    // A tenth less goods: 5,130 and 570 of 5,643 and 627. The freight stays.
    expect(weighed).toMatchObject({ backFen: 513n, now: { grossFen: 5_700n, freightFen: 900n, cashFen: 5_730n } });
    expect(weighed!.now.discounts.map(({ amountFen }) => amountFen)).toEqual(['570', '300']);
  });

  it('give back no more than is left of the line', () => {
    const [line] = weigh(order([melons(3, { leftFen: fen(100) })]), onScale(5_000));

    expect(line!.backFen).toBe(100n);
  });
});

describe('The freight of what was weighed', () => {
  // 9.00 up to a kilogram, 2.50 for each begun after it, the box 300 g.
  const freightTerms: FreightTerms = { tareG: 300, firstG: 1_000, firstFen: '900', furtherG: 1_000, furtherFen: '250' };
  const noodles = melons(1, {
    lineNo: 2,
    lineId: 'noodles',
    byWeight: null,
    netG: 500,
    grossG: 600,
    priceFen: fen(900),
  });

  it('is less by the steps that the lighter parcel does not reach, for every line', () => {
    // 8,850 + 600 + 300 g: nine steps, 31.50. Weighed 7,500 g, 9,000 g in all: eight, 29.00.
    const lines = [melons(3, { freightFen: fen(2_950) }), { ...noodles, freightFen: fen(200) }];
    const weighed = weigh(order(lines, { freightTerms }), onScale(7_500));

    expect(weighed.map(({ lineId, freightOffFen }) => [lineId, freightOffFen])).toEqual([
      ['melons', 234n],
      ['noodles', 16n],
    ]);
    expect(weighed.map(({ backFen }) => backFen)).toEqual([570n + 234n, 16n]);
    expect(weighed[1]!.weight).toBeUndefined();
  });

  it('is never more than was paid, whatever the parcel weighs', () => {
    const [line] = weigh(order([melons(3, { freightFen: fen(2_900) })], { freightTerms }), onScale(20_000));

    expect(line).toMatchObject({ backFen: 0n, freightOffFen: 0n });
  });

  it('stays nothing where it was free', () => {
    const [line] = weigh(order([melons(3)], { freightTerms }), onScale(2_000));

    expect(line).toMatchObject({ freightOffFen: 0n, now: { freightFen: 0n } });
  });
});

describe('Nothing is put on the scale', () => {
  it.each([
    ['twice', { weighed: { pieces: 3, grams: 7_500 } }, 7_500, { code: 'line.weighed' }],
    ['while a refund of it is undecided', { undecided: true }, 7_500, { code: 'refund.undecided' }],
    ['that is sold by the piece', { byWeight: null }, 7_500, { details: { field: 'lines[0].lineId' } }],
    ['of which nothing is left', { refundedQuantity: 3 }, 7_500, { details: { field: 'lines[0].lineId' } }],
    ['that weighs ten times as much', {}, 75_000, { details: { field: 'lines[0].grams' } }],
    ['that weighs a tenth', {}, 750, { details: { field: 'lines[0].grams' } }],
  ])('%s', (_, fields, grams, problem) => {
    expect(refusal(() => weigh(order([melons(3, fields)]), onScale(grams)))).toMatchObject(problem);
  });

  it('of another order', () => {
    expect(refusal(() => weigh(order([melons(3)]), onScale(7_500, 'apples')))).toMatchObject({
      code: 'request.invalid',
    });
  });
});

const lineArbitrary = fc
  .record({
    pieceFen: fc.integer({ min: 1, max: 20_000 }),
    netG: fc.integer({ min: 1, max: 9_000 }),
    overBp: fc.integer({ min: 0, max: 5_000 }),
    lots: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    refunded: fc.nat(9),
    bps: fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 10_000 })),
    freightFen: fc.integer({ min: 0, max: 4_000 }),
    purchaseKind: fc.constantFrom('OUTRIGHT' as const, 'CONSIGNMENT' as const, 'COMMISSION' as const),
    // Of what they should weigh.
    weighsBp: fc.integer({ min: 2_600, max: 39_000 }),
  })
  .map(({ pieceFen, netG, overBp, lots, refunded, bps, freightFen, purchaseKind, weighsBp }, at = 0) => {
    const quantity = lots.reduce((sum, pieces) => sum + pieces, 0);
    const maxG = Math.floor((netG * (10_000 + overBp)) / 10_000);
    const priceFen = fen(Math.ceil((pieceFen * maxG) / netG));
    const grossFen = Fen.times(priceFen, quantity);
    const off = [(grossFen * BigInt(bps[0])) / 10_000n, (BigInt(freightFen) * BigInt(bps[1])) / 10_000n] as const;
    const discounts = [
      { couponId: 'goods', payer: 'platform', amountFen: String(off[0]) },
      { couponId: 'freight', payer: 'fund', amountFen: String(off[1]), offFreight: true as const },
    ];
    const cash = fen(grossFen + BigInt(freightFen) - off[0] - off[1]);
    const refundedQuantity = Math.min(refunded, quantity - 1);
    const [back = 0n] = allocate(cash, [BigInt(refundedQuantity), BigInt(quantity - refundedQuantity)]);
    const line = melons(quantity, {
      ...{ lineNo: at + 1, quantity, refundedQuantity, leftFen: fen(cash - back), priceFen, netG, grossG: maxG + 200 },
      ...{
        grossFen,
        freightFen: fen(freightFen),
        discounts,
        purchaseKind,
        byWeight: { pieceFen: fen(pieceFen), maxG },
      },
      allocations: lots.map((pieces, lot) => ({
        ...{ lotId: `lot${lot}`, supplierId: 'farmer', pieces, grams: String(pieces * netG) },
        costFen: String(pieces * Math.ceil(pieceFen / 2)),
      })),
    });
    const nominal = netG * (quantity - refundedQuantity);
    const grams = Math.max(Math.ceil(nominal / 4), Math.min(4 * nominal, Math.round((nominal * weighsBp) / 10_000)));
    return { line, grams, wholeLine: refundedQuantity === 0 };
  });

it('What is weighed costs its grams and never more than was paid; money, grams and pieces stay whole', () => {
  const freightTerms: FreightTerms = { tareG: 300, firstG: 1_000, firstFen: '900', furtherG: 700, furtherFen: '250' };
  fc.assert(
    fc.property(fc.array(lineArbitrary, { minLength: 1, maxLength: 4 }), (random) => {
      const lines = random.map(({ line }, at) => ({ ...line, lineNo: at + 1, lineId: `line${at}` }));
      const before = order(lines, { freightTerms });
      const weighed = weigh(
        before,
        random.map(({ grams }, at) => ({ lineId: `line${at}`, grams })),
      );

      expect(weighed).toHaveLength(lines.length);
      for (const [at, { weight, backFen, now, allocations, freightOffFen }] of weighed.entries()) {
        const [line, { grams, wholeLine }] = [lines[at]!, random[at]!];
        const pieces = line.quantity - line.refundedQuantity;
        const costs = costOf({ pieceFen: line.byWeight!.pieceFen, netG: line.netG }, grams);
        const authorised = line.priceFen * BigInt(pieces);
        expect(weight!.chargedFen).toBe(costs < authorised ? costs : authorised);
        expect(weight!.givenAwayFen).toBe(costs - weight!.chargedFen);
        // Whoever weighs no more than they may gets nothing for nothing.
        if (grams <= pieces * line.byWeight!.maxG) expect(weight!.givenAwayFen).toBe(0n);

        expect(backFen >= 0n && backFen <= line.leftFen).toBe(true);
        expect(freightOffFen <= line.freightFen).toBe(true);
        expect(now.grossFen + now.freightFen - total(now.discounts)).toBe(now.cashFen);
        // Without earlier refunds the buyer is left with exactly what the line costs now.
        if (wholeLine) expect(line.leftFen - backFen).toBe(now.cashFen);
        expect(total(now.discounts) <= total(line.discounts)).toBe(true);

        expect(allocations.reduce((sum, lot) => sum + lot.pieces, 0)).toBe(line.quantity);
        expect(now.allocations.reduce((sum, lot) => sum + BigInt(lot.grams), 0n)).toBe(BigInt(grams));
        if (line.purchaseKind !== 'CONSIGNMENT') {
          expect(allocations.map(({ costFen }) => costFen)).toEqual(line.allocations.map(({ costFen }) => costFen));
        }
      }
      // One parcel: weighing its lines one after the other costs what weighing them at once does.
      const freightOff = weighed.reduce((sum, { freightOffFen }) => sum + freightOffFen, 0n);
      expect(
        oneByOne(
          before,
          random.map(({ grams }) => grams),
        ),
      ).toBe(freightOff);
    }),
    { numRuns: 1_000 },
  );
});

function oneByOne(before: OrderToWeigh, grams: number[]): bigint {
  let [now, off] = [before, 0n];
  for (const [at, g] of grams.entries()) {
    const weighed = weigh(now, onScale(g, `line${at}`));
    off += weighed.reduce((sum, { freightOffFen }) => sum + freightOffFen, 0n);
    const lines = now.lines.map((line) => {
      const found = weighed.find(({ lineNo }) => lineNo === line.lineNo);
      if (!found) return line;
      const { weight, freightOffFen } = found;
      const freightBackFen = fen(line.freightBackFen + freightOffFen);
      return {
        ...line,
        freightBackFen,
        weighed: weight ? { pieces: weight.pieces, grams: weight.grams } : line.weighed,
      };
    });
    now = { ...now, lines };
  }
  return off;
}

const total = (discounts: { amountFen: string }[]) => discounts.reduce((sum, one) => sum + BigInt(one.amountFen), 0n);
