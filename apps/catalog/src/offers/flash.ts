import type { Fen } from '#kernel/fen.js';
import type { CompanyId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';
import { firstExpiringFirst, leftIn, type Lot, type Part } from '../holds/allocation.js';

/** What a seller says of a flash offer. */
export interface FlashTerms {
  companyId: CompanyId;
  offerId: OfferId;
  liveSessionId: LiveSessionId;
  skuId: SkuId;
  priceFen: Fen;
  share: number;
  perBuyerLimit: number;
  lastsS: number;
}

const SHARE_MAX = 9_999;
// A flash offer is of minutes; one of more than a day is a list price.
const LASTS_S_MAX = 86_400;

export function assertFlashTerms({ share, perBuyerLimit, lastsS }: FlashTerms): void {
  if (share < 1 || share > SHARE_MAX) throw invalid('share', `1 to ${SHARE_MAX} whole pieces`);
  if (perBuyerLimit < 1 || perBuyerLimit > share) throw invalid('perBuyerLimit', '1 to the share');
  if (lastsS < 1 || lastsS > LASTS_S_MAX) throw invalid('lastsS', `1 to ${LASTS_S_MAX} seconds`);
}

export function assertBelow(listPriceFen: Fen, { priceFen }: FlashTerms): void {
  if (priceFen >= listPriceFen) throw invalid('priceFen', 'below the list price');
}

/** Splits the share off the lots that expire first. */
export function splitOff({ skuId, share }: FlashTerms, lots: Lot[]): Part[] {
  const parts = firstExpiringFirst(lots, share);
  if (!parts) throw new Problem('stock.sold_out', { shortages: [{ skuId, wanted: share, available: leftIn(lots) }] });
  return parts;
}
