import { Fen } from '#kernel/fen.js';
import type { CompanyId, LotId, ProductId, SupplierId } from '#kernel/id.js';
import { parseDay } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';

export const GRADE_MAX = 40;

export interface Lot {
  companyId: CompanyId;
  lotId: LotId;
  productId: ProductId;
  supplierId: SupplierId;
  /** Days, YYYY-MM-DD. */
  harvestedOn: string;
  expiresOn: string;
  originCode: string;
  grade: string;
  massG: bigint;
  pricePerKgFen: Fen;
  referencePerKgFen: Fen;
}

// A thousand tonnes: more than any store house here takes.
const MASS_G_MAX = 1_000_000_000n;

export function parseMass(massG: bigint, field = 'massG'): bigint {
  if (massG < 1n || massG > MASS_G_MAX) throw invalid(field, `1 to ${MASS_G_MAX} grams`);
  return massG;
}

// A million yuan for a kilogram: no produce is dearer, and costs stay far from what a bigint can hold.
const PER_KG_FEN_MAX = 100_000_000n;

export function parsePerKg(fen: bigint, field: string): Fen {
  if (fen < 0n || fen > PER_KG_FEN_MAX) throw invalid(field, `0 to ${PER_KG_FEN_MAX} fen`);
  return Fen.of(fen);
}

const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2099-12-31';

/** A day on which something can have been harvested, or will be. */
export function parseHarvestDay(value: string, field: string): string {
  const day = parseDay(value, field);
  if (day < FIRST_DAY || day > LAST_DAY) throw invalid(field, `${FIRST_DAY} to ${LAST_DAY}`);
  return day;
}

export function parseDays({ harvestedOn, expiresOn }: { harvestedOn: string; expiresOn: string }) {
  const days = { harvestedOn: parseDay(harvestedOn, 'harvestedOn'), expiresOn: parseDay(expiresOn, 'expiresOn') };
  if (days.harvestedOn < FIRST_DAY) throw invalid('harvestedOn', `not before ${FIRST_DAY}`);
  if (days.expiresOn < days.harvestedOn) throw invalid('expiresOn', 'not before harvestedOn');
  if (days.expiresOn > LAST_DAY) throw invalid('expiresOn', `not after ${LAST_DAY}`);
  return days;
}
