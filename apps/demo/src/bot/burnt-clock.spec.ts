import { describe, expect, it } from '@jest/globals';
import { BARS, CLOCK_BITS, clockFilters, readClock } from './burnt-clock.js';

/** A picture with these bars lit, the first at the left. */
const pictureOf = (lit: boolean[]) => (x: number) => (lit[Math.floor((x - BARS.x) / BARS.width)] ? 235 : 16);

const bitsOf = (value: number) =>
  Array.from({ length: CLOCK_BITS }, (_, bit) => Math.floor(value / 2 ** bit) % 2 === 1);

const barsOf = (value: number, parity = bitsOf(value).filter(Boolean).length % 2 === 1) => [
  ...[true, false],
  ...bitsOf(value),
  parity,
];

describe('The clock in the picture', () => {
  it.each([0, 1, 123_456, 2 ** CLOCK_BITS - 1])('is read as it was drawn: %i', (value) => {
    expect(readClock(pictureOf(barsOf(value)))).toBe(value);
  });

  it('is not read where there is none, or where a bar is wrong', () => {
    expect(readClock(() => 16)).toBeUndefined();
    expect(readClock(() => 235)).toBeUndefined();
    expect(readClock(pictureOf(barsOf(123_456).map((lit, at) => (at === 5 ? !lit : lit))))).toBeUndefined();
  });

  it('is drawn anew in each frame, and leaves frames evenly apart', () => {
    const filters = clockFilters(12, Date.UTC(2026, 10, 22));

    expect(filters.filter((one) => one.includes('enable=')).length).toBe(CLOCK_BITS + 1 + 6 * 7);
    expect(filters.at(-1)).toBe("setpts='N/12/TB'");
  });
});
