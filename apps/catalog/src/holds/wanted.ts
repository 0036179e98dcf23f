import { LiveSessionId } from '#kernel/id.js';
import { parseRegion } from '#kernel/text.js';
import { parseLines } from './lines.js';
import type { Wanted } from './quote.js';

interface Request {
  lines: readonly { skuId: string; quantity: number }[];
  liveSessionId: string;
  regionCode: string;
}

/** What a buyer asks the price of, checked. */
export const parseWanted = ({ lines, liveSessionId, regionCode }: Request): Wanted => ({
  lines: parseLines(lines),
  liveSessionId: liveSessionId === '' ? undefined : LiveSessionId.parse(liveSessionId),
  regionCode: parseRegion(regionCode, 'regionCode'),
});
