import { describe, expect, it } from '@jest/globals';
import { wordsOf } from './coupon-offer.js';

const nothing = { percentOffBp: 0, amountFen: 0n, capFen: 0n, fromFen: 0n };

describe('What a coupon is worth', () => {
  it.each([
    ['减5元', { kind: 'AMOUNT', amountFen: 500n }],
    ['满99.5元减0.05元', { kind: 'AMOUNT', amountFen: 5n, fromFen: 9_950n }],
    ['9折', { kind: 'PERCENT', percentOffBp: 1_000 }],
    ['满100元8.5折，最多减20元', { kind: 'PERCENT', percentOffBp: 1_500, capFen: 2_000n, fromFen: 10_000n }],
    ['免单', { kind: 'PERCENT', percentOffBp: 10_000 }],
    ['包邮', { kind: 'FREE_FREIGHT' }],
    ['满59元包邮，最多减8元', { kind: 'FREE_FREIGHT', capFen: 800n, fromFen: 5_900n }],
  ] as const)('is %s', (words, worth) => {
    expect(wordsOf({ ...nothing, ...worth })).toBe(words);
  });
});
