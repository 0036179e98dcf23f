import { Fen } from '#kernel/fen.js';
import { BUYERS_MONEY, COMPANY } from '../split/split.js';
import { plainLeg, type Entry, type Leg } from './entry.js';

/** What splits put aside for the provider. */
export const PROVIDERS_FEE = 'fee:psp';

export interface Fee {
  companyId: string;
  feeId: string;
  orderId: string;
  feeFen: Fen;
  /** Whether the order's split reckoned with it. */
  estimated: boolean;
}

/**
 * The provider has taken its fee out of our money: what was put aside for it is used up. What it took more, or less, is
 * borne by whom the rule names for the fee, else by the company, who has the rest of every split.
 */
export function feeEntry({ companyId, feeId, orderId, feeFen, estimated }: Fee, ofOrder: readonly Leg[]): Entry {
  const putAside = estimated ? ofOrder.filter(({ account }) => account === PROVIDERS_FEE) : [];
  const bearer = putAside.find(({ borneBy }) => borneBy)?.borneBy ?? COMPANY;
  const putAsideFen = Fen.sum(putAside.map(({ amountFen }) => amountFen));
  const legs = [
    plainLeg(BUYERS_MONEY, feeFen),
    plainLeg(PROVIDERS_FEE, -putAsideFen),
    plainLeg(bearer, putAsideFen - feeFen),
  ];
  return {
    companyId,
    kind: 'fee_trueup',
    about: feeId,
    orderId,
    legs: legs.filter(({ amountFen }) => amountFen !== 0n),
    input: null,
  };
}
