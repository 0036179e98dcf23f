import type { Shape } from './shapes.js';
import * as s from './shapes.js';

/** In what the goods lie, and the goods. */
export interface Still {
  on: 'board' | 'bowl' | 'basket' | 'table';
  pieces: [shape: Shape, x: number, y: number, size: number][];
}

const pile = (shape: Shape, size = 1): Still => ({
  on: 'basket',
  pieces: [
    [shape, 168, 232, size],
    [shape, 312, 232, size],
    [shape, 240, 206, size],
    [shape, 204, 262, size],
    [shape, 278, 262, size],
  ],
});
const pair = (shape: Shape, size = 1): Still => ({
  on: 'board',
  pieces: [
    [shape, 176, 244, size],
    [shape, 306, 236, size * 0.94],
    [shape, 244, 286, size],
  ],
});
const bowl = (shape: Shape): Still => ({ on: 'bowl', pieces: [[shape, 240, 272, 1]] });
const one = (shape: Shape, size = 1, on: Still['on'] = 'board'): Still => ({ on, pieces: [[shape, 240, 244, size]] });

const apple = (colour: string, shade: string, blush = '') => pile(s.fruit(colour, shade, { blush }), 0.98);

const STILLS: Record<string, Still> = {
  kuanfen: one(s.strands('#e9e2d2', '#d6cdb8', 20)),
  fentiao: one(s.strands('#eee8db', '#d9d1bf', 8)),
  dianfen: one(s.sack('#c79a4c')),
  malingshu: pile(s.potato, 0.92),
  jn_apple: apple('#d8432b', '#a02414', '#f2a33c'),
  hn_apple: apple('#a91a24', '#6f0d18'),
  pl_jinguo: apple('#dd5533', '#ab3017', '#f5c453'),
  qy_apple: apple('#d23c34', '#9a211d', '#efb04e'),
  lx_apple: apple('#c92f2b', '#8f1a1a'),
  qa_peach: pile(s.fruit('#f3b27a', '#d97d55', { blush: '#e4574f' }), 0.98),
  mq_melon: pair(s.melon('#e6c65c', '#b98f2c')),
  gz_melon: pair(s.melon('#d9c47a', '#9d8a42')),
  lg_apricot: pile(s.fruit('#f2a93c', '#d07f1f', { blush: '#e8703a' }), 0.8),
  dh_grape: one(s.grapes('#7a2a56', '#5c1d45'), 1.1, 'table'),
  blg: pair(s.melon('#f1ecd4', '#c9c193')),
  ruaner: pair(s.pear('#7c5a2f', '#54391a')),
  zaosuli: pair(s.pear('#cddc7a', '#9db348')),
  pite: pair(s.pear('#c9a24a', '#9a752a')),
  cherry: {
    on: 'bowl',
    pieces: [
      [s.cherries, 180, 232, 1.05],
      [s.cherries, 290, 226, 1.05],
      [s.cherries, 236, 250, 1.1],
    ],
  },
  wawacai: {
    on: 'board',
    pieces: [
      [s.cabbage, 168, 236, 1.1],
      [s.cabbage, 312, 236, 1.1],
      [s.cabbage, 240, 250, 1.25],
    ],
  },
  baihe: pile(s.bulb('#fbf4e4', '#d9c49a'), 0.95),
  suan: pile(s.bulb('#efe3ee', '#8c5a8f'), 0.95),
  xianggu: pile(s.mushroom('#7a5533', '#e9dcc0'), 0.95),
  muer: bowl(s.heap(['#2b2320', '#3b302b', '#1d1715', '#4a3c35'], { r: 13, count: 90, long: 1.4 })),
  yangdujun: pile(s.morel, 0.95),
  huanghuacai: bowl(s.heap(['#d9a53c', '#c68d27', '#e7bb57'], { r: 4, count: 160, long: 7 })),
  ganjiao: pile(s.chilli, 1.25),
  gt_jiao: pile(s.chilli, 1.15),
  huajiao: bowl(s.heap(['#a4382a', '#7f241b', '#c2543f', '#4c2a1c'], { r: 8 })),
  qa_huajiao: bowl(s.heap(['#b04733', '#8a2c20', '#c9634b', '#5a3322'], { r: 8 })),
  danggui: one(s.roots('#c79a5e', '#a87a43')),
  huangqi: one(s.roots('#e2c68a', '#cda864')),
  dangshen: one(s.roots('#dcbf8d', '#c19d63')),
  wendang: one(s.roots('#d0aa74', '#b18a52')),
  jy_gouqi: bowl(s.heap(['#d1321f', '#e04a2e', '#b42314'], { r: 8, long: 1.5 })),
  ym_gouqi: bowl(s.heap(['#c92c1c', '#dc4328', '#a81f12'], { r: 8, long: 1.5 })),
  xiaozao: pile(s.date('#9c3420', '#6a1f12'), 1),
  dh_zao: pile(s.date('#8a2a1c', '#5c180f'), 1.1),
  hetao: pile(s.walnut, 1.05),
  ganlanyou: one(s.bottle('#a9b23c'), 1, 'table'),
  humayou: one(s.bottle('#b8791f'), 1, 'table'),
  caiziyou: one(s.bottle('#d9a21f'), 1, 'table'),
  xiaomi: bowl(s.heap(['#ecc44f', '#dcae35', '#f3d674'], { r: 4, count: 420 })),
  biandou: bowl(s.heap(['#b98a5a', '#a27344', '#cfa376'], { r: 8, count: 190, long: 1.2 })),
  kuqiao: bowl(s.heap(['#9a7a34', '#7d6126', '#b59548'], { r: 6, count: 260 })),
  qiaomian: one(s.sack('#8a7a63')),
  huangmi: bowl(s.heap(['#e9b93a', '#d8a526', '#f2cd62'], { r: 5, count: 340 })),
  limai: bowl(s.heap(['#efe3c4', '#d8c8a0', '#b0463a', '#3b322b'], { r: 5, count: 340 })),
  qingke: bowl(s.heap(['#c9ab6a', '#b39350', '#dcc38a'], { r: 6, count: 240, long: 1.7 })),
  wujiang: bowl(s.heap(['#f8f4ea', '#ebe5d5', '#fffdf7'], { r: 5, count: 320, long: 2 })),
  dx_lamb: one(s.sliced('#c65a52', '#f6e6d9')),
  hx_lamb: one(s.sliced('#cf6b60', '#f8eadf')),
  jy_lamb: one(s.sliced('#c7615a', '#f6e4d6')),
  gn_yak: one(s.sliced('#8f2a2a', '#ecd3c2')),
  tz_yak: one(s.sliced('#9c3331', '#efd8c9')),
  pl_beef: one(s.sliced('#ab3a36', '#f2ddcf')),
  juemazhu: one(s.sliced('#d98478', '#fbeee6')),
  yakjerky: one(s.strips('#6b2f22', '#82402d')),
  shaoji: one(s.chicken),
  egg: pile(s.egg, 1),
  juema: bowl(s.heap(['#7b4a2c', '#5f3620', '#98653f'], { r: 7, count: 200, long: 1.8 })),
  langyami: one(s.jar('#f0c869'), 1, 'table'),
  tufengmi: one(s.jar('#b86a16'), 1, 'table'),
  meigui: bowl(s.heap(['#b63a67', '#8f234c', '#d0628a', '#5f7f45'], { r: 13, count: 80 })),
  meiguijiang: one(s.jar('#8a1f43'), 1, 'table'),
  lncha: bowl(s.heap(['#5a6f35', '#43562a', '#748a48'], { r: 4, count: 240, long: 4 })),
  baihegan: bowl(s.heap(['#f6ecd2', '#e6d6b0', '#fdf8ea'], { r: 12, count: 90, long: 1.7 })),
  pitezhi: one(s.bottle('#c98a2e', '#3f6d35'), 1, 'table'),
};

/** How a specialty is shown; a sack where nobody has drawn it yet. */
export const stillOf = (specialtyId: string): Still => STILLS[specialtyId] ?? one(s.sack('#6f9a4d'));
