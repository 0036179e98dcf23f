import { SaveSupplierRequest_Kind as Kind } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { SupplierId, type CompanyId } from '#kernel/id.js';
import { cooperativeName, firmName, householdName } from './names.js';
import { Random } from './random.js';
import type { Specialty } from './specialties.js';

export interface Supplier {
  companyId: CompanyId;
  supplierId: SupplierId;
  name: string;
  kind: Kind;
  regionCode: string;
  /** What they bring: the id of a specialty. */
  brings: string;
}

export interface HowMany {
  households: number;
  cooperatives: number;
  firms: number;
}

/** They live in the counties of what they bring; with enough of them every specialty has one. */
export function suppliersOf(
  { seed, companyId }: { seed: string; companyId: CompanyId },
  specialties: readonly Specialty[],
  { households, cooperatives, firms }: HowMany,
): Supplier[] {
  const grown = specialties.filter(({ form }) => form === 'primary');
  const made = specialties.filter(({ form }) => form === 'processed');
  // What is made without a firm is made by a co-operative.
  const byCooperatives = [...made.slice(firms), ...grown];
  return [
    ...some(firms, Kind.FIRM, made),
    ...some(cooperatives, Kind.COOPERATIVE, byCooperatives),
    ...some(households, Kind.HOUSEHOLD, grown),
  ];

  function some(count: number, kind: Kind, among: readonly Specialty[]): Supplier[] {
    return Array.from({ length: count }, (_, at) => supplier(kind, at, among[at % among.length] ?? among[0]));
  }

  function supplier(kind: Kind, at: number, specialty: Specialty | undefined): Supplier {
    if (!specialty) throw new Error('a supplier must bring something');
    const random = new Random(seed, 'supplier', companyId, Kind[kind], String(at));
    const regionCode = random.pick(specialty.countyCodes);
    return {
      companyId,
      supplierId: SupplierId.derive(seed, companyId, Kind[kind], String(at)),
      name: nameOf(kind, regionCode, specialty, random),
      kind,
      regionCode,
      brings: specialty.id,
    };
  }
}

function nameOf(kind: Kind, regionCode: string, specialty: Specialty, random: Random): string {
  if (kind === Kind.HOUSEHOLD) return householdName(regionCode, random);
  return kind === Kind.COOPERATIVE ? cooperativeName(regionCode, specialty, random) : firmName(regionCode, random);
}
