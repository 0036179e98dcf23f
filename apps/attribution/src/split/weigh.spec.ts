import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { lines, rules } from './orders.arbitrary.js';
import { cashLeft, heldBy, reverse } from './reverse.js';
import { BUYERS_MONEY, COMPANY, splitLine, WEIGHED, type PaidLine, type Part } from './split.js';
import { weighAnew } from './weigh.js';

/** The line as it really weighed: everything of it less, as orders tells it. */
const lighter = (line: PaidLine, goodsBp: bigint, freightBp: bigint, costBp: bigint): PaidLine => {
  const cut = (fen: Fen, bp: bigint) => Fen.of((fen * bp) / 10_000n);
  const discounts = line.discounts.map((one) => ({ ...one, amountFen: cut(one.amountFen, goodsBp) }));
  const grossFen = Fen.of(cut(line.grossFen, goodsBp));
  const freightFen = cut(line.freightFen, freightBp);
  const off = Fen.sum(discounts.map(({ amountFen }) => amountFen));
  const allocations = line.allocations.map((lot) => ({ ...lot, costFen: cut(lot.costFen, costBp) }));
  return { ...line, discounts, grossFen, freightFen, cashFen: Fen.of(grossFen - off + freightFen), allocations };
};
const sum = (parts: readonly Part[]) => parts.reduce((total, { amountFen }) => total + amountFen, 0n);
const nonZero = (held: Map<string, bigint>) => Object.fromEntries([...held].filter(([, fen]) => fen !== 0n));

const bp = fc.bigInt({ min: 2_500n, max: 10_000n });
const weighedLine = fc
  .tuple(rules, lines, bp, bp, fc.bigInt({ min: 2_500n, max: 40_000n }))
  .map(([steps, line, goods, freight, cost]) => ({ steps, line, now: lighter(line, goods, freight, cost) }));

describe('Everybody’s share of goods that were weighed', () => {
  it('is what it would be if they had been sold so; the buyer’s money waits for them', () => {
    fc.assert(
      fc.property(weighedLine, ({ steps, line, now }) => {
        const paid = splitLine(steps, line);
        const back = Fen.of(line.cashFen - now.cashFen);

        const moved = weighAnew(paid, splitLine(steps, now), back);

        expect(sum(moved)).toBe(0n);
        expect(nonZero(heldBy([...paid, ...moved]))).toEqual(nonZero(heldBy(splitLine(steps, now))));
        expect(sum(moved.filter(({ account }) => account === WEIGHED))).toBe(back);
        expect(moved.some(({ account }) => account === BUYERS_MONEY)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends at nothing with the last refund, whatever was refunded before and after the scale', () => {
    fc.assert(
      fc.property(weighedLine, bp, bp, fc.boolean(), ({ steps, line, now }, first, second, early) => {
        const paid = splitLine(steps, line);
        const legs: Part[] = [...paid];
        const refund = (share: bigint) => {
          const left = cashLeft(legs, []);
          legs.push(...reverse(legs, [], Fen.of(share === 10_000n ? left : (left * share) / 20_000n)));
        };
        if (early) refund(first);
        const left = cashLeft(legs, []);
        const less = line.cashFen - now.cashFen;
        const back = Fen.of(less < left ? less : left);
        const moved = weighAnew(legs, splitLine(steps, now), back);
        expect(sum(moved)).toBe(0n);
        legs.push(...moved);
        // The provider says that the buyer has it.
        legs.push({ account: BUYERS_MONEY, amountFen: back, refundable: true });
        legs.push({ account: WEIGHED, amountFen: Fen.of(-back), refundable: true });
        for (const [account, fen] of heldBy(legs)) {
          if (account === COMPANY || isBearer(paid, account)) continue;
          expect(/^(clearing|subsidy):/.test(account) ? fen <= 0n : fen >= 0n).toBe(true);
        }
        refund(second);
        refund(10_000n);

        expect(nonZero(heldBy(legs))).toEqual({});
      }),
      { numRuns: 2_000 },
    );
  });
});

const isBearer = (paid: Part[], account: string) => paid.some(({ borneBy }) => borneBy === account);
