import { describe, expect, it } from '@jest/globals';
import { canonicalJson, contentHash } from './hash.js';
import { RuleId, SkuId } from './id.js';
import { Quantity } from './measures.js';
import { PageToken, parsePageSize } from './paging.js';
import { parseDay, parsePhone, parseRegion, parseText } from './text.js';

const refused = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { details: { field?: string } }).details.field;
  }
  return 'accepted';
};

describe('Values from outside', () => {
  it.each<[string, () => unknown]>([
    ['skuId', () => SkuId.parse('not-a-uuid')],
    ['lines.0.skuId', () => SkuId.parse('', 'lines.0.skuId')],
    ['quantity', () => Quantity.parse(0, 'quantity')],
    ['quantity', () => Quantity.parse(1.5, 'quantity')],
    ['quantity', () => Quantity.parse(10_000, 'quantity')],
    ['harvestedOn', () => parseDay('2026-02-30', 'harvestedOn')],
    ['harvestedOn', () => parseDay('26-2-3', 'harvestedOn')],
    ['regionCode', () => parseRegion('62110', 'regionCode')],
    ['phone', () => parsePhone('1390000000１', 'phone')],
    ['name', () => parseText('  ', 'name', { max: 10 })],
    ['name', () => parseText('宽粉宽粉宽粉', 'name', { max: 5 })],
    ['name', () => parseText('a\u0000b', 'name', { max: 5 })],
    ['name', () => parseText('\ud800', 'name', { max: 5 })],
    ['pageSize', () => parsePageSize(-1)],
    ['pageSize', () => parsePageSize(101)],
    ['pageToken', () => PageToken.parse('e30', [/./])],
    ['pageToken', () => PageToken.parse('%%%', [/./])],
    ['pageToken', () => PageToken.parse(PageToken.of('drop table'), [/^\d+$/])],
  ])('are refused by name: %s', (field, parse) => {
    expect(refused(parse)).toBe(field);
  });

  it('pass when they are what they should be', () => {
    expect(parseText(' 宽粉 ', 'title', { max: 5 })).toBe('宽粉');
    expect(parseText('', 'note', { max: 5, optional: true })).toBe('');
    expect(parseDay('2028-02-29', 'day')).toBe('2028-02-29');
    expect(parsePageSize(0)).toBe(20);
    expect(PageToken.parse(PageToken.of('17'), [/^\d+$/])).toEqual(['17']);
    expect(PageToken.parse('', [/^\d+$/])).toBeUndefined();
  });
});

describe('Ids', () => {
  it('made later sort later, also within a millisecond', () => {
    const made = Array.from({ length: 20_000 }, () => SkuId.new());

    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    expect(SkuId.parse(made[0]!.toUpperCase())).toBe(made[0]);
  });

  it('derived from the same words are the same, of another kind are not', () => {
    expect(SkuId.derive('apple', '5kg')).toBe(SkuId.derive('apple', '5kg'));
    expect(SkuId.derive('apple', '5kg')).not.toBe(RuleId.derive('apple', '5kg'));
    expect(SkuId.parse(SkuId.derive('apple'))).toBe(SkuId.derive('apple'));
  });
});

describe('Content hashes', () => {
  it('do not depend on the order of keys, and see every value', () => {
    expect(contentHash({ a: 1n, b: [true, null] })).toBe(contentHash({ b: [true, null], a: 1n }));
    expect(contentHash({ a: 1n })).not.toBe(contentHash({ a: 2n }));
    expect(canonicalJson({ b: 2, a: { d: undefined, c: '宽' } })).toBe('{"a":{"c":"宽"},"b":2}');
  });
});
