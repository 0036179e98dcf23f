import { Fen } from '#kernel/fen.js';
import { LiveSessionId, ProductId, SkuId } from '#kernel/id.js';
import { BasisPoints } from '#kernel/measures.js';
import { invalid } from '#problems/problem.js';
import type { Off, Scope, Terms } from './coupon.js';

/** A coupon as it comes from outside: every field there, unused ones empty. */
export interface ProposedCoupon {
  percentOffBp: number;
  amountFen: bigint;
  capFen: bigint;
  fromFen: bigint;
  productIds: readonly string[];
  skuIds: readonly string[];
  liveSessionId: string;
  quota: number;
  perBuyer: number;
  claimOnly: boolean;
}

const QUOTA_MAX = 1_000_000;
const SCOPE_MAX = 200;
const DAY_MS = 86_400_000;
// A campaign; what is cheaper for longer than a year has another price.
const WINDOW_MAX_MS = 366 * DAY_MS;

/** Terms that can be held to. Problems: request.invalid, naming the field. */
export function parseCouponTerms(
  proposed: ProposedCoupon,
  kind: string,
  window: { startsAt: Date; endsAt: Date },
): Omit<Terms, 'payer'> {
  const { quota, perBuyer, claimOnly } = proposed;
  if (window.endsAt <= window.startsAt) throw invalid('endsAt', 'after startsAt');
  if (window.endsAt.getTime() - window.startsAt.getTime() > WINDOW_MAX_MS) throw invalid('endsAt', 'within 366 days');
  if (quota < 1 || quota > QUOTA_MAX) throw invalid('quota', `1 to ${QUOTA_MAX} uses`);
  if (perBuyer < 1 || perBuyer > quota) throw invalid('perBuyer', '1 to the quota');
  // So that whoever claimed one finds it when they buy.
  if (claimOnly && perBuyer !== 1) throw invalid('perBuyer', '1 where a coupon must be claimed');
  return {
    off: parseOff(proposed, kind),
    fromFen: Fen.parse(proposed.fromFen, 'fromFen'),
    scope: parseScope(proposed),
    ...window,
    quota,
    perBuyer,
    claimOnly,
  };
}

function parseOff(proposed: ProposedCoupon, kind: string): Off {
  switch (kind) {
    case 'PERCENT': {
      assertUnused(proposed, 'amountFen', kind);
      const shareBp = BasisPoints.parse(proposed.percentOffBp, 'percentOffBp');
      if (shareBp === 0) throw invalid('percentOffBp', 'at least 1 basis point');
      return { kind, shareBp, capFen: Fen.parse(proposed.capFen, 'capFen') };
    }
    case 'AMOUNT':
      assertUnused(proposed, 'percentOffBp', kind);
      assertUnused(proposed, 'capFen', kind);
      return { kind, amountFen: Fen.parsePrice(proposed.amountFen, 'amountFen') };
    case 'FREE_FREIGHT':
      assertUnused(proposed, 'percentOffBp', kind);
      assertUnused(proposed, 'amountFen', kind);
      return { kind, capFen: Fen.parse(proposed.capFen, 'capFen') };
    default:
      throw invalid('kind', 'PERCENT, AMOUNT or FREE_FREIGHT');
  }
}

function assertUnused(proposed: ProposedCoupon, field: 'percentOffBp' | 'amountFen' | 'capFen', kind: string): void {
  if (BigInt(proposed[field]) !== 0n) throw invalid(field, `not for ${kind}`);
}

function parseScope({ productIds, skuIds, liveSessionId }: ProposedCoupon): Scope {
  if (productIds.length > SCOPE_MAX) throw invalid('productIds', `at most ${SCOPE_MAX}`);
  if (skuIds.length > SCOPE_MAX) throw invalid('skuIds', `at most ${SCOPE_MAX}`);
  return {
    productIds: distinct(productIds.map((id, at) => ProductId.parse(id, `productIds[${at}]`))),
    skuIds: distinct(skuIds.map((id, at) => SkuId.parse(id, `skuIds[${at}]`))),
    liveSessionId: liveSessionId === '' ? null : LiveSessionId.parse(liveSessionId),
  };
}

/** Sorted, so that the same scope is the same content. */
const distinct = <Id extends string>(ids: Id[]): Id[] => [...new Set(ids)].sort();
