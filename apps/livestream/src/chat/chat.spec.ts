import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BanId, CompanyId, LiveSessionId, PersonId, SpeakerId } from '#kernel/id.js';
import {
  assertOwnName,
  banEnd,
  defaultName,
  FOREVER,
  keptOut,
  muteEnd,
  OPEN_ROOM,
  paced,
  type Speaker,
} from './chat.js';

const noon = new Date('2026-11-22T12:00:00Z');
const after = (ms: number) => new Date(noon.getTime() + ms);
const viewer: Speaker = {
  companyId: CompanyId.new(),
  liveSessionId: LiveSessionId.new(),
  speakerId: SpeakerId.new(),
  personId: PersonId.new(),
  name: '小李',
  crew: false,
  lastLineAt: null,
  pacedUntil: null,
  mutedUntil: null,
};
const crew = { ...viewer, crew: true };
const room = (over: Partial<Speaker> = {}, settings = OPEN_ROOM) => ({ speaker: { ...viewer, ...over }, settings });

describe('Slow mode', () => {
  const slow = { slowModeS: 30, mutedAll: false };

  it('lets the first line pass, and the next one when its time has come, not a millisecond before', () => {
    expect(keptOut(room({}, slow), noon)).toBeUndefined();
    const waiting = room({ lastLineAt: noon }, slow);
    expect(keptOut(waiting, after(29_999))).toMatchObject({ code: 'chat.too_fast', details: { retryAfterS: 1 } });
    expect(keptOut(waiting, after(1_000))).toMatchObject({ details: { retryAfterS: 29 } });
    expect(keptOut(waiting, after(30_000))).toBeUndefined();
  });

  it('counts from the last line also when it is turned on in between, and is over when it is turned off', () => {
    const spoke = { lastLineAt: noon };
    expect(keptOut(room(spoke), after(2_000))).toBeUndefined();
    expect(keptOut(room(spoke, slow), after(2_000))).toMatchObject({ code: 'chat.too_fast' });
  });

  it('is not for the crew, nor is silence for all', () => {
    const strict = { slowModeS: 600, mutedAll: true };
    expect(keptOut({ speaker: { ...crew, lastLineAt: noon, mutedUntil: FOREVER }, settings: strict }, after(1))).toBe(
      undefined,
    );
    expect(keptOut(room({}, strict), noon)).toMatchObject({ code: 'chat.muted_all' });
  });
});

describe('A mute', () => {
  it('ends by the clock, to the millisecond', () => {
    const until = muteEnd(60, noon);
    expect(keptOut(room({ mutedUntil: until }), after(59_999))).toMatchObject({
      code: 'chat.muted',
      details: { until: '2026-11-22T12:01:00.000Z' },
    });
    expect(keptOut(room({ mutedUntil: until }), after(60_000))).toBeUndefined();
  });

  it('without an end has none', () => {
    const refusal = keptOut(room({ mutedUntil: muteEnd(0, noon) }), after(365 * 86_400_000));
    expect(refusal).toMatchObject({ code: 'chat.muted', details: {} });
    expect(refusal?.details).not.toHaveProperty('until');
  });

  it.each([-1, 86_401])('of %d seconds is refused', (forS) => {
    expect(() => muteEnd(forS, noon)).toThrow();
  });
});

describe('A ban', () => {
  it('comes before a mute, and ends by the clock', () => {
    const ban = { banId: BanId.new(), until: banEnd(1, noon) };
    const banned = { ...room({ mutedUntil: FOREVER }), ban };
    expect(keptOut(banned, after(86_399_999))).toMatchObject({ code: 'chat.banned' });
    expect(keptOut({ ...room(), ban }, after(86_400_000))).toBeUndefined();
  });
});

describe('The pace of one person', () => {
  it('lets hands write and stops programs: five at once, then one a second', () => {
    let speaker = viewer;
    const passed: number[] = [];
    for (let ms = 0; ms < 10_000; ms += 10) {
      if (keptOut({ speaker, settings: OPEN_ROOM }, after(ms))) continue;
      speaker = paced(speaker, after(ms));
      passed.push(ms);
    }
    expect(passed.slice(0, 7)).toEqual([0, 10, 20, 30, 40, 1_000, 2_000]);
    expect(passed).toHaveLength(14);
  });

  it('never lets more than five and one a second pass, however the tries fall', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_500 }), { maxLength: 60 }), (pauses) => {
        let [speaker, ms, passed] = [viewer as Speaker, 0, 0];
        for (const pause of pauses) {
          ms += pause;
          if (!keptOut({ speaker, settings: OPEN_ROOM }, after(ms))) passed += 1;
          speaker = paced(speaker, after(ms));
        }
        expect(passed).toBeLessThanOrEqual(5 + ms / 1_000);
      }),
    );
  });
});

describe('A name', () => {
  it('is not like the crew, but for the crew', () => {
    for (const name of ['主播', '官 方客服', '房*管01']) expect(() => assertOwnName(name, false)).toThrow();
    expect(() => assertOwnName('主播小王', true)).not.toThrow();
    expect(() => assertOwnName('小李', false)).not.toThrow();
  });

  it('is made where none was given', () => {
    expect(defaultName(viewer.speakerId)).toMatch(/^观众\d{4}$/);
  });
});
