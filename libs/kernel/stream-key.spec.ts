import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompanyId, LiveSessionId, PersonId } from './id.js';
import { parseStreamKeySecrets, signStreamKey, verifyStreamKey, type StreamClaim } from './stream-key.js';

const OLD = 'the secret of last month, 32 letters';
const NEW = 'the secret of this month, 32 letters';
const before = parseStreamKeySecrets(JSON.stringify({ k1: OLD }));
const during = parseStreamKeySecrets(JSON.stringify({ k2: NEW, k1: OLD }));
const after = parseStreamKeySecrets(JSON.stringify({ k2: NEW }));

const expiresAt = new Date('2026-11-22T12:00:00Z');
const now = new Date('2026-11-22T11:59:59Z');
const claim: StreamClaim = {
  liveSessionId: LiveSessionId.derive('apples'),
  companyId: CompanyId.derive('orchard'),
  personId: PersonId.derive('host'),
  serial: 7,
  expiresAt,
};
const verify = (key: string, secrets = before, at = now) => verifyStreamKey(secrets, key, claim.liveSessionId, at);

describe('A stream key', () => {
  it('says who may stream what until when', () => {
    expect(verify(signStreamKey(before, claim))).toEqual(claim);
  });

  it('is over to the second', () => {
    const key = signStreamKey(before, claim);

    expect(verify(key, before, new Date(expiresAt.getTime() - 1))).toEqual(claim);
    expect(verify(key, before, expiresAt)).toBe('EXPIRED');
  });

  it('is of one session only', () => {
    const key = signStreamKey(before, claim);

    expect(verifyStreamKey(before, key, LiveSessionId.derive('pears'), now)).toBe('FORGED');
  });

  it('lives on while secrets change, and no longer than its secret', () => {
    const key = signStreamKey(before, claim);

    expect(verify(key, during)).toEqual(claim);
    expect(verify(signStreamKey(during, claim), after)).toEqual(claim);
    expect(verify(key, after)).toBe('FORGED');
    expect(verify(signStreamKey(after, claim), before)).toBe('FORGED');
  });

  it('is forged where one character is another', () => {
    const key = signStreamKey(before, claim);
    fc.assert(
      fc.property(fc.nat(key.length - 1), fc.constantFrom(...'0123456789abcdefXYZ._-|'), (at, letter) => {
        fc.pre(key[at] !== letter);
        expect(verify(key.slice(0, at) + letter + key.slice(at + 1))).toBe('FORGED');
      }),
    );
  });

  it.each(['', 'v1', 'v2.k1.1.1.1.1.1', '🍎', `${signStreamKey(before, claim)}\n`, 'x'.repeat(100_000)])(
    'is not %#: anything else',
    (text) => {
      expect(verify(text)).toBe('FORGED');
    },
  );
});

describe('Secrets of stream keys', () => {
  it.each(['{}', '{"k1":"short"}', '{"1":"the secret of this month, 32 letters"}', 'k1=x', '{"k1":7}'])(
    'are refused: %s',
    (json) => {
      expect(() => parseStreamKeySecrets(json)).toThrow();
    },
  );
});
