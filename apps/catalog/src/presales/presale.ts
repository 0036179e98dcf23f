import type { CompanyId, LotId, ProductId, SkuId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';

// What may be sold of a harvest before it is there, and what becomes of it when there is less.

/** On everything that is sold from a harvest to come, from the shelf to the order. */
export interface PreSaleMark {
  lotId: LotId;
  /** Days, YYYY-MM-DD. */
  expectedOn: string;
  shipBy: string;
}

export interface Terms extends PreSaleMark {
  expectedG: bigint;
  shareBp: number;
  capacityG: bigint;
  keepsDays: number;
}

// Weather takes a fifth in an ordinary year; less than a tenth is not worth the wait.
const SHARE_BP = [1_000, 8_000] as const;
const WHOLE_BP = 10_000n;
const SHIP_WITHIN_DAYS = [1, 30] as const;
// A parcel is two days on the road.
const KEEPS_DAYS = [3, 1_000] as const;
const AHEAD_DAYS_MAX = 365;
const DAY_MS = 86_400_000;

interface Asked {
  lotId: LotId;
  expectedOn: string;
  expectedG: bigint;
  shareBp: number;
  shipWithinDays: number;
  keepsDays: number;
}

/** Problems: request.invalid. */
export function termsOf({ shipWithinDays, ...asked }: Asked): Terms {
  assertWithin(asked.shareBp, SHARE_BP, 'shareBp');
  assertWithin(shipWithinDays, SHIP_WITHIN_DAYS, 'shipWithinDays');
  assertWithin(asked.keepsDays, KEEPS_DAYS, 'keepsDays');
  const capacityG = capacityOf(asked);
  if (capacityG < 1n) throw invalid('expectedG', 'enough to sell a gram of it');
  return { ...asked, capacityG, shipBy: laterBy(asked.expectedOn, shipWithinDays) };
}

/** The seller's share of the expected yield, whole grams, never more. */
export const capacityOf = ({ expectedG, shareBp }: { expectedG: bigint; shareBp: number }): bigint =>
  (expectedG * BigInt(shareBp)) / WHOLE_BP;

/** Problems: request.invalid. */
export function assertToCome(expectedOn: string, today: string): void {
  if (expectedOn <= today) throw invalid('expectedOn', 'after today');
  if (expectedOn > laterBy(today, AHEAD_DAYS_MAX)) throw invalid('expectedOn', 'within a year');
}

/** Problems: request.invalid. */
export function assertHarvested(harvestedOn: string, today: string): void {
  if (harvestedOn > today) throw invalid('harvestedOn', 'not after today');
}

/** Problems: pre_sale.full. */
export function assertRoom({ capacityG, offeredG }: { capacityG: bigint; offeredG: bigint }, grams: bigint): void {
  if (offeredG + grams > capacityG) throw new Problem('pre_sale.full', { leftG: String(capacityG - offeredG) });
}

/** Pieces of a SKU that stand against a harvest. */
export interface Standing {
  skuId: SkuId;
  netG: bigint;
  /** Put on sale and neither withdrawn nor written off, whether sold or not. */
  promised: bigint;
  /** Promised to no buyer. */
  free: bigint;
}

/** What is promised and was not harvested; zero or less: all of it is there. */
export const missingOf = (standings: Standing[], massG: bigint): bigint =>
  standings.reduce((sum, { netG, promised }) => sum + netG * promised, 0n) - massG;

/**
 * Which free pieces are taken off the shelf, because they did not grow: no more than cover what is missing, SKU by SKU as
 * they come. What buyers were promised stays until they give it up, and is taken then.
 */
export function withdrawals(standings: Standing[], massG: bigint): { skuId: SkuId; pieces: bigint }[] {
  let missing = missingOf(standings, massG);
  return standings.flatMap(({ skuId, netG, free }) => {
    const wanted = missing > 0n ? (missing + netG - 1n) / netG : 0n;
    const pieces = wanted < free ? wanted : free;
    missing -= pieces * netG;
    return pieces > 0n ? [{ skuId, pieces }] : [];
  });
}

export const laterBy = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

function assertWithin(value: number, [least, most]: readonly [number, number], field: string): void {
  if (value < least || value > most) throw invalid(field, `${least} to ${most}`);
}

/** A harvest as its company sees it. */
export interface PreSale {
  lotId: LotId;
  companyId: CompanyId;
  productId: ProductId;
  expectedOn: string;
  expectedG: bigint;
  shareBp: number;
  capacityG: bigint;
  offeredG: bigint;
  shipBy: string;
  keepsDays: number;
  harvestedOn: string | null;
  massG: bigint;
  settled: boolean;
  recalled: boolean;
  skus: { skuId: SkuId; title: string; netG: number; promised: number; free: number }[];
}
