import type { Random } from './random.js';
import { countyName, type Specialty } from './specialties.js';

const FAMILY = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗'];
const GIVEN = [
  '建国',
  '秀英',
  '桂兰',
  '志强',
  '玉梅',
  '彩霞',
  '永红',
  '海燕',
  '旭东',
  '红霞',
  '有福',
  '存良',
  '改琴',
  '小军',
];
const HOUSE = ['兴农', '惠民', '丰源', '金穗', '绿野', '众信', '和润', '春晖', '永盛', '田园'];

/** Somebody far away who buys; of a million some share a name. */
export const buyerName = (random: Random) => `${random.pick(FAMILY)}${random.pick(GIVEN)}`;

export const houseName = (at: number) => HOUSE[at % HOUSE.length] ?? '';

export const householdName = (countyCode: string, random: Random) =>
  `${random.pick(FAMILY)}${random.pick(GIVEN)}（${countyName(countyCode)}农户）`;

// Marked as examples: a real co-operative or firm may bear the same name.
export const cooperativeName = (countyCode: string, { group }: Specialty, random: Random) =>
  `${countyName(countyCode)}${random.pick(HOUSE)}${group === '畜禽肉蛋' ? '养殖' : '种植'}专业合作社（示例）`;

export const firmName = (countyCode: string, random: Random) =>
  `${countyName(countyCode)}${random.pick(HOUSE)}食品有限公司（示例）`;
