import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { isDeepStrictEqual } from 'node:util';
import { Problem } from '#problems/problem.js';
import type { FlashTerms } from './flash.js';
import type { FlashRow } from './offers.sql.js';

/** The offer as it stands; refuses where it was opened with other terms than these. */
export function toFlashAnswer(offer: FlashRow | undefined, terms?: FlashTerms) {
  if (!offer) throw new Problem('not_found');
  const { endsAt, closedAt, left, ...agreed } = offer;
  if (terms && !isDeepStrictEqual(agreed, terms)) throw new Problem('request.repeated_differently');
  return { offerId: offer.offerId, endsAt: timestampFromDate(endsAt), left, status: closedAt ? 'CLOSED' : 'OPEN' };
}
