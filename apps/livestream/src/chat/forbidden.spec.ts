import { describe, expect, it } from '@jest/globals';
import { baitsContact, claimsHealing } from './forbidden.js';

describe('A claim of healing', () => {
  it.each(['黄芪包治百病', '能降 血 糖', '抗ai', '这个zhi liao失眠', '有疗*效', '喝了不用吃药', '延年益寿', '治療'])(
    'is %s',
    (text) => {
      expect(claimsHealing(text)).toBe(true);
    },
  );

  it.each([
    '我有糖尿病能吃吗',
    '苹果真甜',
    '当归多少钱一斤',
    '这个质量治不治',
    '怎么退货',
    '不治之症',
    '血糖高的人能喝吗',
  ])('is not %s', (text) => {
    expect(claimsHealing(text)).toBe(false);
  });
});

describe('Contact baiting', () => {
  it.each([
    ...['加我微信', '加V信 abc', '➕薇信', 'weixin: abc', 'vx 12345678', 'ＶＸ：abc', '加扣扣 445566', 'qq1234567'],
    ...[
      '电话13912345678',
      '一三九一二三四五六七八',
      '１３９ １２３４ ５６７８',
      '139-1234-5678',
      '①③⑨①②③④⑤⑥⑦⑧',
      '买一13912345678',
    ],
    ...['www.taobao.com', 'https://x.y', 'abc。com', 'a@b.cn', '私下交易便宜', '私聊我'],
  ])('is %s', (text) => {
    expect(baitsContact(text)).toBe(true);
  });

  it.each([
    ...[
      '苹果 3.5 斤 39.9 元',
      '买2箱',
      '2026年11月22日',
      '5kg 一箱',
      '快递几天到',
      '大家好有优惠吗',
      '收集好评',
      '增加为三斤',
    ],
    ...[
      '下单号 SF1234567890123 发货了吗',
      '第139期',
      '相信你们',
      '稍微上一点',
      'Very good apples. Nice show',
      '13912345',
    ],
  ])('is not %s', (text) => {
    expect(baitsContact(text)).toBe(false);
  });
});
