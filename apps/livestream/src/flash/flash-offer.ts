import type { CompanyId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import type { Fen } from '#kernel/fen.js';
import { invalid, Problem } from '#problems/problem.js';

/** STARTING: the catalog has yet to say yes. STOPPING: it has yet to say that it has ended. */
export type FlashStatus = 'STARTING' | 'OPEN' | 'STOPPING' | 'CLOSED';

/** What a seller asks for. */
export interface WantedOffer {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
  offerId: OfferId;
  skuId: SkuId;
  priceFen: Fen;
  share: number;
  perBuyerLimit: number;
  lastsS: number;
}

export interface FlashOffer extends WantedOffer {
  status: FlashStatus;
  /** As the catalog answered; null while STARTING. */
  endsAt: Date | null;
}

const SHARE_MAX = 9_999;
const LASTS_S_MAX = 24 * 3_600;

/** Problems: request.invalid. */
export function assertReasonable({ share, perBuyerLimit, lastsS }: WantedOffer): void {
  assertWhole(share, 'share', SHARE_MAX);
  assertWhole(perBuyerLimit, 'perBuyerLimit', share);
  assertWhole(lastsS, 'lastsS', LASTS_S_MAX);
}

/** Problems: request.repeated_differently. */
export function assertSameOffer(earlier: FlashOffer, wanted: WantedOffer): void {
  const keys = Object.keys(wanted) as (keyof WantedOffer)[];
  if (keys.some((key) => earlier[key] !== wanted[key])) throw new Problem('request.repeated_differently');
}

/** Whether the catalog has decided against an offer; silence and overload decide nothing. */
export const isRefusal = ({ code }: Problem) => !['unavailable', 'overloaded', 'internal'].includes(code);

function assertWhole(value: number, field: string, max: number): void {
  if (value < 1 || value > max) throw invalid(field, `1 to ${max}`);
}
