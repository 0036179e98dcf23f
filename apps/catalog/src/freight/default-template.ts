import { Fen } from '#kernel/fen.js';
import type { Template, Zone } from './freight.js';

// From Gansu by road; what a parcel service takes grows with the distance.
const zone = (name: string, firstFen: number, furtherFen: number, provinces: string[], remote = false): Zone => ({
  name,
  remote,
  regions: provinces.map((province) => `${province}0000`),
  firstG: 1_000n,
  firstFen: Fen.of(firstFen),
  furtherG: 1_000n,
  furtherFen: Fen.of(furtherFen),
  freeFromFen: Fen.zero,
});

/** What a shop takes that has not said anything itself. */
export const DEFAULT_TEMPLATE: Template = {
  version: 0,
  tareG: 0n,
  zones: [
    zone('甘肃', 500, 100, ['62']),
    // 内蒙古 四川 陕西 青海 宁夏
    zone('周边', 700, 150, ['15', '51', '61', '63', '64']),
    // 北京 天津 河北 山西 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 贵州 云南
    zone('全国', 900, 250, [
      ...['11', '12', '13', '14', '21', '22', '23', '31', '32', '33', '34', '35'],
      ...['36', '37', '41', '42', '43', '44', '45', '46', '50', '52', '53'],
    ]),
    // 西藏 新疆
    zone('偏远', 1_500, 900, ['54', '65'], true),
    // 台湾 香港 澳门
    zone('港澳台', 3_000, 2_000, ['71', '81', '82'], true),
  ],
  refused: [],
};
