import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { syllableOf } from '#kernel/pinyin.js';
import { fold } from './fold.js';
import { WordList, type Word } from './word-list.js';

const found = (words: Word[], text: string) => WordList.of(words).find(fold(text))?.word;
const exact = (...words: string[]) => words.map((word) => ({ word, alike: false }));
const alike = (...words: string[]) => words.map((word) => ({ word, alike: true }));

const HAN = [...'微信加我私聊手机号码治病疗效骗子垃圾假货返利果农土豆苹核桃花椒百合当归黄芪好吃甜香'];
const GAPS = [' ', '　', '\u200b', '*', '.', '～', '❤', '-', '\u2060', '、'];
const TONES = ['', '\u0304', '\u0301', '\u030c', '\u0300'];

describe('A word of the list', () => {
  it.each([
    '加微信聊',
    '微 信',
    '微\u200b信',
    '微*信*号',
    'weixin',
    'WeiXin',
    'ＷＥＩＸＩＮ',
    'ｗｅｉ　ｘｉｎ',
    'w e i x i n',
    'wēi xìn',
    'wo jia ni weixin ba',
    'wojianiweixinba',
    '微xin',
    'wei信',
    '加wei信',
    'ⓦⓔⓘⓧⓘⓝ',
    'wеіxіn',
  ])('is found as %s', (text) => {
    expect(found(exact('微信'), text)).toBe('微信');
  });

  it.each(['微薄的信任', '威信', '为新客户', '相信', 'weixing', 'weixi', 'sweixin', '卫星', 'we xin', ''])(
    'is not found in %s',
    (text) => {
      expect(found(exact('微信'), text)).toBeUndefined();
    },
  );

  it('is found by its sound where that is wanted: two characters only with one of them, or letters', () => {
    expect(found(alike('微信'), '加薇信')).toBe('微信');
    expect(found(alike('微信'), 'wei芯')).toBe('微信');
    expect(found(alike('微信'), '为新客户准备')).toBeUndefined();
    expect(found(alike('假货多'), '加获多')).toBe('假货多');
    expect(found(exact('假货多'), '加获多')).toBeUndefined();
  });

  it('does not turn up inside words of other languages', () => {
    expect(found(exact('大麻', '妈', 'av', 'qq'), 'fundamental data have mama qqq')).toBeUndefined();
    expect(found(exact('av'), 'an AV here')).toBe('av');
    expect(found(exact('加v'), '加Ｖ')).toBe('加v');
    expect(found(exact('加v'), '加vivo')).toBeUndefined();
  });

  it('falls together with the characters: 西安 is not 先', () => {
    expect(found(alike('先生好'), '西安生好')).toBeUndefined();
    expect(found(exact('西安'), 'xi安')).toBe('西安');
  });

  it('is found behind the beginning of a longer one', () => {
    expect(found(exact('她说的话', '说的'), '她说的好')).toBe('说的');
    expect(found(exact('abcd', 'bc'), 'bc')).toBe('bc');
  });

  const character = fc.constantFrom(...HAN);
  const word = fc.array(character, { minLength: 2, maxLength: 6 }).map((signs) => signs.join(''));
  const gap = fc.constantFrom('', '', ...GAPS);
  const surrounding = fc.string({ unit: fc.constantFrom(...HAN, '，', '1'), maxLength: 12 });
  const letters = (syllable: string, tone: string, big: boolean) => {
    const vowel = /[aeiou]/.exec(syllable)?.index ?? 0;
    const toned = `${syllable.slice(0, vowel + 1)}${tone}${syllable.slice(vowel + 1)}`;
    return big ? toned.toUpperCase() : toned;
  };
  /** A word as somebody writes it who does not want it to be found. */
  const disguised = (signs: string) =>
    fc
      .tuple(
        ...[...signs].map((sign) =>
          fc
            .tuple(fc.boolean(), fc.constantFrom(...TONES), fc.boolean(), gap)
            .map(([spelt, tone, big, behind]) => (spelt ? letters(syllableOf(sign)!, tone, big) : sign) + behind),
        ),
      )
      .map((parts) => parts.join(''));

  it('is found however it is disguised', () => {
    const disguise = word.chain((signs) => fc.tuple(fc.constant(signs), disguised(signs), surrounding, surrounding));
    fc.assert(
      fc.property(disguise, ([signs, written, before, after]) => {
        expect(found(exact(signs), before + written + after)).toBe(signs);
      }),
      { numRuns: 300 },
    );
  });

  it('is never found where the text has neither its characters nor letters', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), surrounding, (words, text) => {
        const bare = [...text].filter((sign) => HAN.includes(sign) || sign === '1').join('');
        const there = words.filter((one) => bare.includes(one));
        const hit = found(exact(...words), text);
        expect(hit === undefined).toBe(there.length === 0);
        if (hit) expect(there).toContain(hit);
      }),
      { numRuns: 300 },
    );
  });
});
