import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompanyId, DutyId, LiveSessionId, PersonId, ShiftId } from '#kernel/id.js';
import { assertFits, assertSpan, overlap, statusOf, type Duty, type Shift } from './shift.js';

const at = (minute: number) => new Date(Date.UTC(2026, 11, 1, 12, minute));

const shift = (from: number, until: number, personId = PersonId.new()): Shift => ({
  companyId: CompanyId.new(),
  liveSessionId: LiveSessionId.new(),
  shiftId: ShiftId.new(),
  personId,
  stageName: '小芳',
  startsAt: at(from),
  endsAt: at(until),
});

const duty = (personId: PersonId, from: number, until: number | null): Duty => ({
  dutyId: DutyId.new(),
  personId,
  stageName: '小芳',
  startsAt: at(from),
  endsAt: until === null ? null : at(until),
  endReason: until === null ? null : 'CHECKED_OUT',
});

const spans = fc
  .tuple(fc.nat(200), fc.integer({ min: 1, max: 200 }))
  .map(([from, lasts]) => ({ startsAt: at(from), endsAt: at(from + lasts) }));

describe('Two spans', () => {
  it('overlap exactly if some minute is in both', () => {
    fc.assert(
      fc.property(spans, spans, (one, other) => {
        const holds = (span: typeof one, minute: Date) => span.startsAt <= minute && minute < span.endsAt;
        const shared = Array.from({ length: 400 }, (_, minute) => at(minute)).some(
          (minute) => holds(one, minute) && holds(other, minute),
        );
        expect(overlap(one, other)).toBe(shared);
        expect(overlap(other, one)).toBe(shared);
      }),
    );
  });
});

describe('A plan', () => {
  it('takes a shift that begins as another ends, and its own change', () => {
    const [first, second] = [shift(0, 60), shift(60, 120)];

    expect(() => assertFits(second, [first])).not.toThrow();
    expect(() => assertFits({ ...first, endsAt: at(50) }, [first, second])).not.toThrow();
    expect(() => assertFits({ ...first, endsAt: at(61) }, [first, second])).toThrow(
      expect.objectContaining({ code: 'shift.overlaps' }),
    );
  });

  it('has no shift of no time, nor one of more than 12 hours', () => {
    for (const until of [60, 59, 60 + 12 * 60 + 1]) {
      expect(() => assertSpan({ startsAt: at(60), endsAt: at(until) })).toThrow(
        expect.objectContaining({ code: 'request.invalid' }),
      );
    }
    expect(() => assertSpan({ startsAt: at(60), endsAt: at(60 + 12 * 60) })).not.toThrow();
  });
});

describe('A shift', () => {
  const host = PersonId.new();
  const planned = shift(60, 120, host);

  it.each([
    ['is planned until a quarter of an hour of it is over', [], 74, 'PLANNED'],
    ['is missed then', [], 75, 'MISSED'],
    ['is kept by who comes late', [duty(host, 80, null)], 200, 'KEPT'],
    ['is kept by who was on duty before and stays', [duty(host, 10, 61)], 200, 'KEPT'],
    ['is not kept by who went as it began', [duty(host, 10, 60)], 200, 'MISSED'],
    ['is not kept by somebody else', [duty(PersonId.new(), 60, 120)], 200, 'MISSED'],
  ])('%s', (_, duties, now, status) => {
    expect(statusOf(planned, duties, at(now))).toBe(status);
  });
});
