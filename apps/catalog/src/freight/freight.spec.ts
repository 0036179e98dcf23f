import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fen } from '#kernel/fen.js';
import { DEFAULT_TEMPLATE } from './default-template.js';
import { freightOf, type Template, type Zone } from './freight.js';
import { nameOfRegion, parseKnownRegion, regionCodes } from './region.js';

const sent = (template: Template, regionCode: string, grossG: bigint, goodsFen = 1n) =>
  freightOf(template, { regionCode, grossG, goodsFen: Fen.of(goodsFen) });

const zone = (regions: string[], of: Partial<Zone> = {}): Zone => ({
  name: '一区',
  remote: false,
  regions,
  firstG: 1_000n,
  firstFen: Fen.of(500),
  furtherG: 500n,
  furtherFen: Fen.of(80),
  freeFromFen: Fen.zero,
  ...of,
});

const template = (of: Partial<Template>): Template => ({ version: 1, tareG: 0n, zones: [], refused: [], ...of });

describe('Freight of a shop that has said nothing', () => {
  it.each([
    ['Dingxi, half a kilo', '621102', 500n, 500n],
    ['Dingxi, one kilo to the gram', '621102', 1_000n, 500n],
    ['Dingxi, a gram more', '621102', 1_001n, 600n],
    ["Xi'an, five kilos", '610113', 5_000n, 1_300n],
    ['Shanghai, five kilos and a half', '310101', 5_500n, 2_150n],
    ['Ürümqi, two kilos', '650102', 2_000n, 2_400n],
    ['Hong Kong, one kilo', '810000', 999n, 3_000n],
  ])('to %s', (_, region, grams, fen) => {
    expect(sent(DEFAULT_TEMPLATE, region, grams).fen).toBe(fen);
  });

  it('knows all 34 provinces, and every place there is', () => {
    const provinces = regionCodes().filter((code) => code.endsWith('0000'));

    expect(provinces).toHaveLength(34);
    for (const code of regionCodes()) expect(sent(DEFAULT_TEMPLATE, code, 1n).fen).toBeGreaterThan(0n);
  });
});

describe('Freight by a template', () => {
  it('counts the box once, and every further weight begun', () => {
    const boxed = template({ tareG: 300n, zones: [zone(['620000'])] });

    expect(sent(boxed, '621102', 700n).fen).toBe(500n);
    expect(sent(boxed, '621102', 701n).fen).toBe(580n);
    expect(sent(boxed, '621102', 1_201n).fen).toBe(660n);
  });

  it('goes by the county before the prefecture, and by the prefecture before the province', () => {
    const nested = template({
      zones: [
        zone(['620000'], { name: '省' }),
        zone(['621100'], { name: '市' }),
        zone(['621102', '623000'], { name: '县' }),
      ],
      refused: [{ regions: ['621121'], reason: '修路' }],
    });

    expect(sent(nested, '620102', 1n).zone.name).toBe('省');
    expect(sent(nested, '621122', 1n).zone.name).toBe('市');
    expect(sent(nested, '621102', 1n).zone.name).toBe('县');
    expect(sent(nested, '623021', 1n).zone.name).toBe('县');
    expect(() => sent(nested, '621121', 1n)).toThrow(
      expect.objectContaining({
        code: 'freight.region_refused',
        details: { regionCode: '621121', region: '甘肃省定西市通渭县', reason: '修路' },
      }),
    );
  });

  it('sends nothing where no zone reaches, and says so', () => {
    expect(() => sent(template({ zones: [zone(['620000'])] }), '310101', 1n)).toThrow(
      expect.objectContaining({
        code: 'freight.region_refused',
        details: expect.objectContaining({ reason: '本店暂不配送到该地区' }),
      }),
    );
  });

  it('is free from an amount of goods on, in the zones that say so', () => {
    const kind = template({
      zones: [zone(['620000'], { freeFromFen: Fen.of(9_900) }), zone(['650000'], { remote: true })],
    });

    expect(sent(kind, '621102', 9_000n, 9_899n).fen).toBe(1_780n);
    expect(sent(kind, '621102', 9_000n, 9_900n).fen).toBe(0n);
    expect(sent(kind, '650102', 9_000n, 99_000n).fen).toBe(1_780n);
  });

  it('never falls as grams rise, and is never below zero', () => {
    const fen = fc.bigInt(0n, 100_000n).map(Fen.of);
    const grams = fc.bigInt(1n, 50_000n);
    const zones = fc.record({ firstG: grams, firstFen: fen, furtherG: grams, furtherFen: fen, freeFromFen: fen });
    const load = fc.bigInt(0n, 2_000_000n);
    fc.assert(
      fc.property(zones, fc.bigInt(0n, 5_000n), load, load, fen, (terms, tareG, one, other, goodsFen) => {
        const by = template({ tareG, zones: [zone(['620000'], terms)] });
        const [light, heavy] = one < other ? [one, other] : [other, one];

        const [less, more] = [sent(by, '620102', light, goodsFen).fen, sent(by, '620102', heavy, goodsFen).fen];
        if (less < 0n || less > more) return false;
        // A gram more is at most one further weight more.
        return sent(by, '620102', light + 1n, goodsFen).fen - less <= terms.furtherFen;
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('A region', () => {
  it('is known under the codes of statistics and of older papers too', () => {
    expect(parseKnownRegion('620171', 'regionCode')).toBe('620100');
    expect(parseKnownRegion('620201', 'regionCode')).toBe('620200');
    expect(parseKnownRegion('620824', 'regionCode')).toBe('620881');
    expect(parseKnownRegion('710106', 'regionCode')).toBe('710000');
    expect(nameOfRegion('620881')).toBe('甘肃省平凉市华亭市');
    expect(nameOfRegion('110105')).toBe('北京市朝阳区');
  });

  it.each(['990101', '620199', '62', '6201020', '62010a', ''])('that does not exist is refused: %j', (code) => {
    expect(() => parseKnownRegion(code, 'regionCode')).toThrow(
      expect.objectContaining({ code: 'request.invalid', details: expect.objectContaining({ field: 'regionCode' }) }),
    );
  });
});
