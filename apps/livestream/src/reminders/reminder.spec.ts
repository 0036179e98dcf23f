import { describe, expect, it } from '@jest/globals';
import { dueOf, wordsOf } from './reminder.js';
import { calendarOf } from './calendar.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
// 20:00 in China.
const startsAt = new Date('2026-12-01T12:00:00Z');
const before = (ms: number) => new Date(startsAt.getTime() - ms);

describe('Of an announced session', () => {
  const session = { status: 'SCHEDULED' as const, startsAt, startedAt: null };

  it.each([
    [24 * HOUR + 1, []],
    [24 * HOUR, ['DAY_BEFORE']],
    [12 * HOUR + 1, ['DAY_BEFORE']],
    [12 * HOUR, []],
    [10 * MINUTE + 1, []],
    [10 * MINUTE, ['TEN_MINUTES_BEFORE']],
    [1, ['TEN_MINUTES_BEFORE']],
    [0, []],
  ])('%i ms before it begins, %j is due', (ms, kinds) => {
    expect(dueOf(session, before(ms)).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('nothing but that it is on air is due once it is, for half an hour', () => {
    const early = before(10 * MINUTE);
    const onAir = { status: 'LIVE' as const, startsAt, startedAt: early };

    expect(dueOf(onAir, early)).toMatchObject([{ kind: 'ON_AIR', dueAt: early }]);
    expect(dueOf(onAir, new Date(early.getTime() + 30 * MINUTE - 1))).toHaveLength(1);
    expect(dueOf(onAir, new Date(early.getTime() + 30 * MINUTE))).toEqual([]);
    expect(dueOf({ ...onAir, status: 'ENDED' }, early)).toEqual([]);
  });

  it('is said when it begins, as the day is in China', () => {
    expect(wordsOf('DAY_BEFORE', { title: '宽粉专场', startsAt })).toBe(
      '【田间】您预约的直播「宽粉专场」将于12月1日 20:00开播。',
    );
  });
});

describe('A calendar file', () => {
  const file = calendarOf({ liveSessionId: 'id', title: '宽粉；专场, 第1场; '.repeat(6), startsAt, now: startsAt });

  it('has lines of 75 bytes at the most, ended as RFC 5545 wants it, and no character cut in two', () => {
    const lines = file.split('\r\n');
    expect(lines.pop()).toBe('');
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(file).not.toContain('\uFFFD');
  });

  it('says when, what, and rings ten minutes before', () => {
    const whole = file.replaceAll('\r\n ', '');
    expect(whole).toContain('DTSTART:20261201T120000Z\r\nDTEND:20261201T140000Z');
    expect(whole).toContain(`SUMMARY:${'宽粉；专场\\, 第1场\\; '.repeat(6)}\r\n`);
    expect(whole).toContain('TRIGGER:-PT10M');
  });
});
