import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LotId, SkuId } from '#kernel/id.js';
import { assertRoom, assertToCome, capacityOf, missingOf, termsOf, withdrawals, type Standing } from './presale.js';

const terms = (over: Partial<Parameters<typeof termsOf>[0]> = {}) =>
  termsOf({
    ...{ lotId: LotId.new(), expectedOn: '2026-12-20', expectedG: 100_000n },
    ...{ shareBp: 8_000, shipWithinDays: 7, keepsDays: 30, ...over },
  });

const grams = fc.bigInt({ min: 1n, max: 1_000_000_000n });
const standings = fc
  .array(
    fc.record({
      netG: fc.bigInt({ min: 1n, max: 20_000n }),
      sold: fc.bigInt({ min: 0n, max: 500n }),
      free: fc.bigInt({ min: 0n, max: 500n }),
    }),
    { maxLength: 5 },
  )
  .map((rows): Standing[] =>
    rows.map(({ netG, sold, free }, at) => ({ skuId: SkuId.derive(String(at)), netG, promised: sold + free, free })),
  );

describe('What may be sold of a harvest to come', () => {
  it('is the share that the seller chose, in whole grams, and never more', () => {
    fc.assert(
      fc.property(grams, fc.integer({ min: 1_000, max: 8_000 }), (expectedG, shareBp) => {
        const capacityG = capacityOf({ expectedG, shareBp });
        expect(capacityG * 10_000n <= expectedG * BigInt(shareBp)).toBe(true);
        expect((capacityG + 1n) * 10_000n > expectedG * BigInt(shareBp)).toBe(true);
        expect(capacityG < expectedG).toBe(true);
      }),
    );
  });

  it('is never more, however many offerings ask for it', () => {
    fc.assert(
      fc.property(grams, fc.array(fc.bigInt({ min: 1n, max: 400_000_000n })), (capacityG, wanted) => {
        let offeredG = 0n;
        for (const one of wanted) {
          try {
            assertRoom({ capacityG, offeredG }, one);
            offeredG += one;
          } catch {
            expect(offeredG + one > capacityG).toBe(true);
          }
        }
        expect(offeredG <= capacityG).toBe(true);
      }),
    );
  });

  it.each([
    ['less than a tenth', { shareBp: 999 }],
    ['more than four fifths', { shareBp: 8_001 }],
    ['shipped on the day itself', { shipWithinDays: 0 }],
    ['shipped a month and a day later', { shipWithinDays: 31 }],
    ['what does not keep for the journey', { keepsDays: 2 }],
  ])('is refused: %s', (_, over) => {
    expect(() => terms(over)).toThrow();
  });

  it('leaves by a day that is counted from the harvest', () => {
    expect(terms({ expectedOn: '2026-12-28', shipWithinDays: 7 }).shipBy).toBe('2027-01-04');
  });

  it.each([
    ['2026-11-22', 'today'],
    ['2026-11-21', 'yesterday'],
    ['2027-11-23', 'in more than a year'],
  ])('is not what is harvested on %s, %s', (expectedOn) => {
    expect(() => assertToCome(expectedOn, '2026-11-22')).toThrow();
  });
});

describe('A harvest smaller than what was promised', () => {
  it('takes off the shelf what nobody was promised, as far as it must and never further than a piece', () => {
    fc.assert(
      fc.property(standings, fc.bigInt({ min: 0n, max: 20_000_000n }), (rows, massG) => {
        const missing = missingOf(rows, massG);
        const gone = new Map(withdrawals(rows, massG).map(({ skuId, pieces }) => [skuId, pieces]));
        const left = rows.map((row) => {
          const pieces = gone.get(row.skuId) ?? 0n;
          expect(pieces >= 0n && pieces <= row.free).toBe(true);
          return { ...row, promised: row.promised - pieces, free: row.free - pieces };
        });
        const stillMissing = missingOf(left, massG);
        if (missing <= 0n) expect(gone.size).toBe(0);
        else if (stillMissing > 0n) expect(left.every(({ free }) => free === 0n)).toBe(true);
        else expect(-stillMissing < rows.reduce((most, { netG }) => (netG > most ? netG : most), 0n)).toBe(true);
      }),
    );
  });

  it('is settled once buyers gave up enough, whoever they were', () => {
    fc.assert(
      fc.property(standings, fc.bigInt({ min: 0n, max: 20_000_000n }), (rows, massG) => {
        // Everybody gives everything up: nothing that did not grow stays on the shelf.
        const givenUp = rows.map((row) => ({ ...row, free: row.promised }));
        const gone = withdrawals(givenUp, massG);
        const left = givenUp.map((row) => {
          const pieces = gone.find(({ skuId }) => skuId === row.skuId)?.pieces ?? 0n;
          return { ...row, promised: row.promised - pieces };
        });
        expect(missingOf(left, massG) <= 0n).toBe(true);
      }),
    );
  });
});
