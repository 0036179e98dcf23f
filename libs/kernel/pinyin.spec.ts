import { describe, expect, it } from '@jest/globals';
import { isPinyin, pinyinKey, syllableOf } from './pinyin.js';

describe('Pinyin', () => {
  it.each(['微wei', '信xin', '绿lv', '女nv', '略lve', '一yi', '中zhong', '果guo', '甘gan', '肃su', '啊a', '座zuo'])(
    'reads %s',
    (entry) => {
      expect(syllableOf(entry.charAt(0))).toBe(entry.slice(1));
    },
  );

  it.each(['a', '1', '', '。', '〇', '👩‍🌾', '\u{20000}', 'é'])('reads nothing into %j', (character) => {
    expect(syllableOf(character)).toBeUndefined();
  });

  it('tells whole syllables from other letters', () => {
    expect(['jiawei', 'wo', '', 'xianshi', 'nvhai', 'zhuang'].filter((letters) => !isPinyin(letters))).toEqual([]);
    expect(['fun', 'v', 'jiaw', 'ental', 'wox'].filter(isPinyin)).toEqual([]);
  });

  it('sorts as a dictionary does', () => {
    const titles = ['苹果', '百合', '陇南花椒', 'Apple', '小米'];
    const byKey = (a: string, b: string) => (pinyinKey(a) < pinyinKey(b) ? -1 : 1);
    expect(titles.sort(byKey)).toEqual(['Apple', '百合', '陇南花椒', '苹果', '小米']);
  });
});
