import { LiveSessionId } from '#kernel/id.js';
import { parseCouponCodes } from '../coupons/codes.js';
import { parseKnownRegion } from '../freight/region.js';
import { parseLines } from './lines.js';
import type { Wanted } from './quote.js';

interface Request {
  lines: readonly { skuId: string; quantity: number }[];
  liveSessionId: string;
  regionCode: string;
  couponCodes: readonly string[];
}

/** What a buyer asks the price of, checked. */
export const parseWanted = ({ lines, liveSessionId, regionCode, couponCodes }: Request): Wanted => ({
  lines: parseLines(lines),
  liveSessionId: liveSessionId === '' ? undefined : LiveSessionId.parse(liveSessionId),
  regionCode: parseKnownRegion(regionCode, 'regionCode'),
  couponCodes: parseCouponCodes(couponCodes),
});
