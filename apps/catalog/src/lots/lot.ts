import { Fen } from '#kernel/fen.js';
import type { CompanyId, LotId, ProductId, SupplierId } from '#kernel/id.js';
import { parseDay } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';

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

export function parseMass(massG: bigint): bigint {
  if (massG < 1n || massG > MASS_G_MAX) throw invalid('massG', `1 to ${MASS_G_MAX} grams`);
  return massG;
}

export function parseDays({ harvestedOn, expiresOn }: { harvestedOn: string; expiresOn: string }) {
  const days = { harvestedOn: parseDay(harvestedOn, 'harvestedOn'), expiresOn: parseDay(expiresOn, 'expiresOn') };
  if (days.expiresOn < days.harvestedOn) throw invalid('expiresOn', 'not before harvestedOn');
  return days;
}
