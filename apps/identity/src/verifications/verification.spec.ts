import { describe, expect, it } from '@jest/globals';
import { stateOf, validUntil } from './verification.js';

describe('A verification', () => {
  it.each([
    ['2026-11-22', '2027-05-21'],
    ['2026-01-01', '2026-06-30'],
    ['2026-08-31', '2027-02-27'],
    ['2027-08-31', '2028-02-28'],
    ['2026-12-31', '2027-06-29'],
  ])('of %s holds until %s', (verifiedOn, until) => {
    expect(validUntil(verifiedOn)).toBe(until);
  });

  it.each([
    [null, 'NONE'],
    ['2027-05-21', 'VALID'],
    ['2026-12-22', 'VALID'],
    ['2026-12-21', 'ENDING'],
    ['2026-11-22', 'ENDING'],
    ['2026-11-21', 'OVER'],
  ])('that holds until %s is %s on 22 November', (until, state) => {
    expect(stateOf(until, '2026-11-22')).toBe(state);
  });
});
