import { Fen } from '#kernel/fen.js';
import { parseText } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';
import type { Refused, Template, Zone } from './freight.js';
import { parseKnownRegion } from './region.js';

/** A template as a seller says it: every field there. */
export interface ProposedTemplate {
  tareG: number;
  zones: readonly {
    name: string;
    remote: boolean;
    regionCodes: readonly string[];
    firstG: number;
    firstFen: bigint;
    furtherG: number;
    furtherFen: bigint;
    freeFromFen: bigint;
  }[];
  refused: readonly { regionCodes: readonly string[]; reason: string }[];
}

export type Terms = Omit<Template, 'version'>;

const ZONES_MAX = 40;
const REGIONS_MAX = 400;
const NAME_MAX = 20;
const REASON_MAX = 80;
// A pallet.
const GRAMS_MAX = 1_000_000;

/** Terms by which every parcel has one price. Problems: request.invalid, naming the field. */
export function parseTerms({ tareG, zones, refused }: ProposedTemplate): Terms {
  if (zones.length < 1 || zones.length > ZONES_MAX) throw invalid('zones', `1 to ${ZONES_MAX} zones`);
  if (refused.length > ZONES_MAX) throw invalid('refused', `at most ${ZONES_MAX}`);
  const terms = {
    tareG: parseGrams(tareG, 'tareG', 0),
    zones: zones.map((zone, at): Zone => parseZone(zone, `zones[${at}]`)),
    refused: refused.map(({ regionCodes, reason }, at): Refused => {
      const regions = parseRegions(regionCodes, `refused[${at}].regionCodes`);
      return { regions, reason: parseText(reason, `refused[${at}].reason`, { max: REASON_MAX }) };
    }),
  };
  assertEachRegionOnce(terms);
  return terms;
}

const parseZone = (zone: ProposedTemplate['zones'][number], at: string): Zone => ({
  name: parseText(zone.name, `${at}.name`, { max: NAME_MAX }),
  remote: zone.remote,
  regions: parseRegions(zone.regionCodes, `${at}.regionCodes`),
  firstG: parseGrams(zone.firstG, `${at}.firstG`, 1),
  firstFen: Fen.parse(zone.firstFen, `${at}.firstFen`),
  furtherG: parseGrams(zone.furtherG, `${at}.furtherG`, 1),
  furtherFen: Fen.parse(zone.furtherFen, `${at}.furtherFen`),
  freeFromFen: Fen.parse(zone.freeFromFen, `${at}.freeFromFen`),
});

function parseRegions(codes: readonly string[], field: string): string[] {
  if (codes.length < 1 || codes.length > REGIONS_MAX) throw invalid(field, `1 to ${REGIONS_MAX} regions`);
  return codes.map((code, at) => parseKnownRegion(code, `${field}[${at}]`));
}

function parseGrams(grams: number, field: string, min: number): bigint {
  if (!Number.isInteger(grams) || grams < min || grams > GRAMS_MAX) {
    throw invalid(field, `${min} to ${GRAMS_MAX} grams`);
  }
  return BigInt(grams);
}

/** Two zones of one region would be two prices. */
function assertEachRegionOnce({ zones, refused }: Terms): void {
  const seen = new Set<string>();
  for (const region of [...zones, ...refused].flatMap(({ regions }) => regions)) {
    if (seen.has(region)) throw invalid('zones', `${region} once`);
    seen.add(region);
  }
}
