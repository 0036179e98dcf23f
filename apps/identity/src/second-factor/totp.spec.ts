import { describe, expect, it } from '@jest/globals';
import { base32, codeAt, otpauthUri, stepAt, stepOf } from './totp.js';

const secret = Buffer.from('12345678901234567890');

describe('A code of an authenticator app', () => {
  // RFC 6238, appendix B, SHA-1.
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('is at second %d what the RFC says', (second, code) => {
    expect(codeAt(secret, stepAt(new Date(second * 1_000)), 8)).toBe(code);
  });

  it('is taken half a minute early or late, and no further', () => {
    const now = new Date(2_000_000_000_000);
    const taken = [-2, -1, 0, 1, 2].map((off) => {
      const step = stepAt(now) + off;
      return stepOf(codeAt(secret, step), secret, { now, lastStep: 0 }) === step;
    });

    expect(taken).toEqual([false, true, true, true, false]);
  });

  it('is taken once: neither itself nor an earlier one comes again', () => {
    const now = new Date(2_000_000_000_000);
    const lastStep = stepAt(now);

    for (const off of [-1, 0])
      expect(stepOf(codeAt(secret, lastStep + off), secret, { now, lastStep })).toBeUndefined();
    expect(stepOf(codeAt(secret, lastStep + 1), secret, { now, lastStep })).toBe(lastStep + 1);
  });

  it.each(['', '12345', '1234567', '１２３４５６'])('is nothing else: %s', (code) => {
    expect(stepOf(code, secret, { now: new Date(), lastStep: 0 })).toBeUndefined();
  });
});

describe('A secret', () => {
  // RFC 4648, section 10, without padding.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%s is written as %s', (bytes, text) => {
    expect(base32(Buffer.from(bytes))).toBe(text);
  });

  it('stands in the address of a QR code', () => {
    const uri = new URL(otpauthUri(secret, { issuer: '田间', account: '马小兰' }));

    expect(uri.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(uri.searchParams.get('issuer')).toBe('田间');
    expect(decodeURIComponent(uri.pathname)).toContain('田间:马小兰');
  });
});
