import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLine, parseName } from './written.js';

const refusal = { code: 'request.invalid', details: expect.objectContaining({ field: 'text' }) };

describe('A line as others see it', () => {
  it.each([
    ['苹果甜吗？', '苹果甜吗？'],
    ['  两\t斤\r\n多少\u2028钱 ', '两 斤 多少 钱'],
    ['a\u0000b\u0007c\u001b[31m', 'abc[31m'],
    ['微\u200b信\ufeff\u00ad', '微信'],
    ['\u202e!gnp.exe\u202c\u2066x\u2069\u061c', '!gnp.exex'],
    ['\ud800好\udc00', '好'],
    ['\u3164\u115f好\u2800', '好'],
    ['👩🏽‍🌾❤️👨‍👩‍👧', '👩🏽‍🌾❤️👨‍👩‍👧'],
    ['果\u200d汁\ufe0f', '果汁'],
    ['好' + '\u0301'.repeat(50), '好' + '\u0301'.repeat(4)],
    ['يېزا سالام', 'يېزا سالام'],
  ])('%j is %j', (written, shown) => {
    expect(parseLine(written)).toBe(shown);
  });

  it.each(['', ' \n ', '\u202e\u200b\u0000', '\u3164', '长'.repeat(201), 'a'.repeat(10_240), '\u200b'.repeat(10_240)])(
    'is not %#: nothing to see, or too long',
    (written) => {
      expect(() => parseLine(written)).toThrow(expect.objectContaining(refusal));
    },
  );

  it('has no more than 200 characters, whatever they take to store', () => {
    expect([...parseLine('🍎'.repeat(200))]).toHaveLength(200);
  });

  it('never has what cannot be seen, and stays as it is when it is sent again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (text) => {
        const shown = parseLine(`果${text}`);
        expect(shown.replaceAll('\u200d', '')).not.toMatch(/\p{C}|[\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
        expect(shown).not.toMatch(/\n|\r|\t|^ | $/);
        expect(parseLine(shown)).toBe(shown);
      }),
    );
  });
});

describe('A name', () => {
  it('may be left out, and is short', () => {
    expect(parseName('')).toBe('');
    expect(parseName(' 小\u200b李 ')).toBe('小李');
    expect(() => parseName('长'.repeat(21))).toThrow();
  });
});
