import { describe, expect, it } from '@jest/globals';
import { parseStreamKeySecrets, signStreamKey } from '#kernel/stream-key.js';
import { CompanyId, LiveSessionId, PersonId } from '#kernel/id.js';
import { decide, type Facts } from './gate.js';
import { KNOWS_FOR_MS, Standings } from './standings.js';

const secrets = parseStreamKeySecrets(JSON.stringify({ k1: 'thirty-two characters at the least, see' }));
const now = new Date('2026-11-22T08:00:00Z');
const liveSessionId = LiveSessionId.new();
const claim = (serial: number) => ({
  liveSessionId,
  companyId: CompanyId.new(),
  personId: PersonId.new(),
  serial,
  expiresAt: new Date(now.getTime() + 60_000),
});
const stands = { liveSessionId, deniedBelow: 0, over: false, kickPublishId: '' };
const facts: Facts = { secrets, fresh: true, standing: stands, sealed: false, full: false, current: undefined };
const asked = (serial: number, others: Partial<Facts> = {}) => {
  const answer = decide(signStreamKey(secrets, claim(serial)), liveSessionId, now, { ...facts, ...others });
  return typeof answer === 'string' ? answer : 'ADMITTED';
};

describe('The gate', () => {
  it.each<[string, number, Partial<Facts>]>([
    ['ADMITTED', 1, {}],
    ['UNAVAILABLE', 1, { fresh: false }],
    ['UNKNOWN', 1, { standing: undefined }],
    ['OVER', 1, { standing: { ...stands, over: true } }],
    ['OVER', 1, { sealed: true }],
    ['REVOKED', 4, { standing: { ...stands, deniedBelow: 5 } }],
    ['ADMITTED', 5, { standing: { ...stands, deniedBelow: 5 } }],
    ['LIMIT', 1, { full: true }],
    // Whoever is there may come back when there is no room for others.
    ['ADMITTED', 1, { full: true, current: { serial: 1, barred: 0, silent: true } }],
    ['IN_USE', 1, { current: { serial: 1, barred: 0, silent: false } }],
    ['ADMITTED', 2, { current: { serial: 1, barred: 0, silent: false } }],
    ['SUPERSEDED', 1, { current: { serial: 2, barred: 0, silent: true } }],
    ['REVOKED', 1, { current: { serial: 1, barred: 1, silent: true } }],
  ])('says %s to key %i where %j', (answer, serial, others) => {
    expect(asked(serial, others)).toBe(answer);
  });

  it('knows nothing a minute after it heard the last of livestream, and what it was told in between', () => {
    const heard: number[] = [];
    const standings = new Standings(({ deniedBelow }) => heard.push(deniedBelow));
    standings.replace([{ ...stands, deniedBelow: 1 }], 0);
    standings.merge([{ ...stands, deniedBelow: 3 }], 30_000);
    // An answer that was on its way meanwhile.
    standings.replace([], 30_100);
    expect(standings.of(liveSessionId)?.deniedBelow).toBe(3);
    standings.replace([{ ...stands, deniedBelow: 2 }], 31_000);

    expect(heard).toEqual([1, 3, 3]);
    expect(standings.isFresh(31_000 + KNOWS_FOR_MS)).toBe(true);
    expect(standings.isFresh(31_001 + KNOWS_FOR_MS)).toBe(false);
  });
});
