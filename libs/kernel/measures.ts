import { invalid } from '../problems/problem.js';

/** Sellable units: whole pieces, 1 to 9,999. Weight is never a Quantity. */
export type Quantity = number & { readonly __unit: 'pieces' };

const QUANTITY_MAX = 9_999;

export const Quantity = {
  parse(value: number, field: string): Quantity {
    if (!Number.isInteger(value) || value < 1 || value > QUANTITY_MAX) {
      throw invalid(field, `1 to ${QUANTITY_MAX} whole pieces`);
    }
    return value as Quantity;
  },
};

/** A share of something: 0 to 10,000, 1 = 0.01 %. */
export type BasisPoints = number & { readonly __unit: 'bp' };

export const BasisPoints = {
  whole: 10_000n,
  parse(value: number, field: string): BasisPoints {
    if (!Number.isInteger(value) || value < 0 || value > 10_000) throw invalid(field, '0 to 10,000 basis points');
    return value as BasisPoints;
  },
};
