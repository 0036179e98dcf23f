import { describe, expect, it } from '@jest/globals';
import { freightOf } from './freight.js';

describe('Freight', () => {
  it.each([
    ['Dingxi, half a kilo', '621102', 500n, 500n],
    ['Dingxi, one kilo to the gram', '621102', 1_000n, 500n],
    ['Dingxi, a gram more', '621102', 1_001n, 600n],
    ["Xi'an, five kilos", '610113', 5_000n, 1_300n],
    ['Shanghai, five kilos and a half', '310101', 5_500n, 2_150n],
    ['Ürümqi, two kilos', '650102', 2_000n, 2_400n],
    ['Hong Kong, one kilo', '810001', 999n, 3_000n],
  ])('to %s', (_, region, grams, fen) => {
    expect(freightOf(region, grams)).toBe(fen);
  });

  it('knows all 34 provinces', () => {
    const codes = Array.from({ length: 90 }, (_, at) => String(at + 10));

    const known = codes.filter((code) => {
      try {
        return freightOf(`${code}0000`, 1n) > 0n;
      } catch {
        return false;
      }
    });

    expect(known).toHaveLength(34);
  });

  it('refuses a province that does not exist', () => {
    expect(() => freightOf('990101', 500n)).toThrow(
      expect.objectContaining({ code: 'request.invalid', details: expect.objectContaining({ field: 'regionCode' }) }),
    );
  });
});
