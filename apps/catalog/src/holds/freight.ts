import { Fen } from '#kernel/fen.js';
import { invalid } from '#problems/problem.js';

interface Zone {
  /** Up to one kilogram. */
  firstKg: Fen;
  /** Each further kilogram begun. */
  furtherKg: Fen;
  /** The first two digits of the region codes it serves. */
  provinces: string[];
}

// From Gansu by road; what a parcel service takes grows with the distance.
const ZONES: Zone[] = [
  // 甘肃
  { firstKg: Fen.of(500), furtherKg: Fen.of(100), provinces: ['62'] },
  // 内蒙古 四川 陕西 青海 宁夏
  { firstKg: Fen.of(700), furtherKg: Fen.of(150), provinces: ['15', '51', '61', '63', '64'] },
  // 北京 天津 河北 山西 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 贵州 云南
  {
    firstKg: Fen.of(900),
    furtherKg: Fen.of(250),
    provinces: [
      ...['11', '12', '13', '14', '21', '22', '23', '31', '32', '33', '34', '35'],
      ...['36', '37', '41', '42', '43', '44', '45', '46', '50', '52', '53'],
    ],
  },
  // 西藏 新疆
  { firstKg: Fen.of(1_500), furtherKg: Fen.of(900), provinces: ['54', '65'] },
  // 台湾 香港 澳门
  { firstKg: Fen.of(3_000), furtherKg: Fen.of(2_000), provinces: ['71', '81', '82'] },
];

const zones = new Map(ZONES.flatMap((zone) => zone.provinces.map((province) => [province, zone])));

const KG = 1_000n;

/** What an order of this gross weight costs to send there: one parcel, by the kilogram begun. */
export function freightOf(regionCode: string, grossG: bigint): Fen {
  const zone = zones.get(regionCode.slice(0, 2));
  if (!zone) throw invalid('regionCode', 'a region we deliver to');
  const furtherKgs = grossG <= KG ? 0n : (grossG - 1n) / KG;
  return (zone.firstKg + zone.furtherKg * furtherKgs) as Fen;
}
