import { Fen } from '#kernel/fen.js';
import { Problem } from '#problems/problem.js';
import { nameOfRegion, withItsParents } from './region.js';

/** What a shop takes for sending, and where to. */
export interface Template {
  /** 0: the default. */
  version: number;
  /** The box and what fills it, added once to the goods of an order. */
  tareG: bigint;
  zones: Zone[];
  refused: Refused[];
}

/** Regions that cost the same. A region is a province, a prefecture or a county; the closest one that is named counts. */
export interface Zone {
  name: string;
  /** Far off: buyers are told. */
  remote: boolean;
  regions: string[];
  /** Up to so many grams at the first price; then so many more, begun, at the further price each. */
  firstG: bigint;
  firstFen: Fen;
  furtherG: bigint;
  furtherFen: Fen;
  /** Goods of so much are sent free; 0: never. */
  freeFromFen: Fen;
}

export interface Refused {
  regions: string[];
  /** Read by the buyer. */
  reason: string;
}

/** What is sent. */
export interface Parcel {
  regionCode: string;
  /** Of the goods, each in its own wrapping. */
  grossG: bigint;
  /** Before coupons. */
  goodsFen: Fen;
}

export interface Freight {
  zone: Zone;
  fen: Fen;
}

const NOT_IN_ANY_ZONE = '本店暂不配送到该地区';

/** What an order costs to send: one parcel, by its gross grams. Problems: freight.region_refused. */
export function freightOf(template: Template, { regionCode, grossG, goodsFen }: Parcel): Freight {
  const zone = zoneOf(template, regionCode);
  if (zone.freeFromFen > 0n && goodsFen >= zone.freeFromFen) return { zone, fen: Fen.zero };
  const overG = grossG + template.tareG - zone.firstG;
  const steps = overG > 0n ? (overG + zone.furtherG - 1n) / zone.furtherG : 0n;
  return { zone, fen: (zone.firstFen + zone.furtherFen * steps) as Fen };
}

function zoneOf({ zones, refused }: Template, regionCode: string): Zone {
  for (const region of withItsParents(regionCode)) {
    const refusal = refused.find(({ regions }) => regions.includes(region));
    if (refusal) throw refusedRegion(regionCode, refusal.reason);
    const zone = zones.find(({ regions }) => regions.includes(region));
    if (zone) return zone;
  }
  throw refusedRegion(regionCode, NOT_IN_ANY_ZONE);
}

const refusedRegion = (regionCode: string, reason: string) =>
  new Problem('freight.region_refused', { regionCode, region: nameOfRegion(regionCode), reason });
