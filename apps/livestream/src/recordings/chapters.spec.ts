import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SkuId } from '#kernel/id.js';
import { chaptersOf, piecesOf, placeIn, type Filmed } from './chapters.js';

const START = Date.UTC(2026, 10, 22, 12);
const at = (ms: number) => new Date(START + ms);
const filmed = (...stretches: [from: number, lasts: number][]): Filmed[] =>
  stretches.map(([from, durationMs]) => ({ startsMs: START + from, durationMs }));

describe('A moment of a show', () => {
  // On air for 4 s, gone for 20 s, on air for 3 s.
  const place = placeIn(filmed([0, 2_000], [2_000, 2_000], [24_000, 1_500], [25_500, 1_500]));

  it.each([
    ['before the first picture', -5_000, 0],
    ['at the first', 0, 0],
    ['while it was on', 3_500, 3_500],
    ['while nobody streamed', 12_000, 4_000],
    ['as it came back', 24_000, 4_000],
    ['after it', 26_000, 6_000],
    ['after the last', 99_000, 7_000],
  ])('%s is found in its replay', (_, moment, found) => {
    expect(place(at(moment))).toBe(found);
  });

  it('is never later in the replay than a moment after it', () => {
    const gaps = fc.array(fc.tuple(fc.nat(30_000), fc.integer({ min: 1, max: 3_000 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(gaps, fc.nat(200_000), fc.nat(200_000), (some, one, other) => {
        let now = 0;
        const stretches = some.map(([gap, lasts]): [number, number] => {
          const from = now + gap;
          now = from + lasts;
          return [from, lasts];
        });
        const end = some.reduce((sum, [, lasts]) => sum + lasts, 0);
        const anywhere = placeIn(filmed(...stretches));
        const [earlier, later] = [anywhere(at(Math.min(one, other))), anywhere(at(Math.max(one, other)))];
        expect(earlier).toBeLessThanOrEqual(later);
        expect(later).toBeLessThanOrEqual(end);
      }),
    );
  });
});

describe('Chapters', () => {
  const [apples, pears] = [SkuId.new(), SkuId.new()];

  it('are what was pinned, without what was not filmed', () => {
    const episodes = [
      { skuId: apples, startsAt: at(-60_000), endsAt: at(1_000) },
      { skuId: pears, startsAt: at(5_000), endsAt: at(20_000) },
      { skuId: apples, startsAt: at(23_000), endsAt: null },
    ];

    expect(chaptersOf(filmed([0, 4_000], [24_000, 3_000]), episodes)).toEqual([
      { skuId: apples, fromMs: 0, toMs: 1_000 },
      { skuId: apples, fromMs: 4_000, toMs: 7_000 },
    ]);
  });

  it('are cut into pieces that are no longer than may be, and leave nothing out', () => {
    const piece = (fromMs: number, toMs: number) => ({ skuId: apples, fromMs, toMs });

    expect(piecesOf(piece(5, 1_005), 1_000)).toEqual([piece(5, 1_005)]);
    expect(piecesOf(piece(5, 2_006), 1_000)).toEqual([piece(5, 1_005), piece(1_005, 2_005), piece(2_005, 2_006)]);
  });

  it('of nothing are none', () => {
    expect(chaptersOf([], [{ skuId: apples, startsAt: at(0), endsAt: null }])).toEqual([]);
  });
});
