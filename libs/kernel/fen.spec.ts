import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate, Fen } from './fen.js';

const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 });

describe('Allocating money', () => {
  it('loses and invents no fen, whatever the weights', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), weights, (total, all) => {
        expect(Fen.sum(allocate(Fen.of(total), all))).toBe(total);
      }),
    );
  });

  it('gives nobody a whole fen more or less than their exact share', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), weights, (total, all) => {
        const whole = all.reduce((sum, weight) => sum + weight, 0n);
        fc.pre(whole > 0n);
        allocate(Fen.of(total), all).forEach((share, at) => {
          const distance = share * whole - total * (all[at] ?? 0n);
          expect(distance < whole && distance > -whole).toBe(true);
        });
      }),
    );
  });

  it.each([
    ['the left-over fen goes to the largest remainder', 100n, [1n, 2n, 3n], [17n, 33n, 50n]],
    ['ties go to the earlier share', 1n, [1n, 1n], [1n, 0n]],
    ['nothing to weigh by: all to the first', 7n, [0n, 0n], [7n, 0n]],
    ['what goes back is split like what came', -100n, [1n, 2n, 3n], [-17n, -33n, -50n]],
  ])('%s', (_, total, all, shares) => {
    expect(allocate(Fen.of(total), all)).toEqual(shares);
  });
});
