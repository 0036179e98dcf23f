import { Fen } from '#kernel/fen.js';
import type { CompanyId, ProductId, SkuId } from '#kernel/id.js';
import { parseText } from '#kernel/text.js';
import { invalid, Problem } from '#problems/problem.js';

export interface Sku {
  companyId: CompanyId;
  skuId: SkuId;
  productId: ProductId;
  title: string;
  priceFen: Fen;
  netG: number;
  grossG: number;
  purchaseKind: string;
  returnClass: string;
  specValues: Record<string, string>;
  /** Sold by weight: how much more than `netG` a piece may weigh. Null: by the piece. */
  maxOverBp: number | null;
}

// A pallet; anything heavier is not sent as a parcel.
const GRAMS_MAX = 1_000_000;
export const SKU_TITLE_MAX = 120;
const SPECS_MAX = 10;
const SPEC_MAX = 40;

export function parseWeights({ netG, grossG }: { netG: number; grossG: number }) {
  if (netG < 1 || netG > GRAMS_MAX) throw invalid('netG', `1 to ${GRAMS_MAX} grams`);
  if (grossG < netG || grossG > GRAMS_MAX) throw invalid('grossG', `netG to ${GRAMS_MAX} grams`);
  return { netG, grossG };
}

export function parseSpecValues(values: Record<string, string>): Record<string, string> {
  const entries = Object.entries(values);
  if (entries.length > SPECS_MAX) throw invalid('specValues', `at most ${SPECS_MAX}`);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      parseText(name, 'specValues', { max: SPEC_MAX }),
      parseText(value, 'specValues', { max: SPEC_MAX }),
    ]),
  );
}

/** Lots were measured, and farmers are owed, by what a packed piece is: that cannot change under them. */
export function assertSamePiece(packed: Sku, wanted: Sku): void {
  const fixed = ['productId', 'netG', 'grossG', 'purchaseKind'] as const;
  if (fixed.some((field) => packed[field] !== wanted[field])) throw new Problem('sku.in_use');
}
