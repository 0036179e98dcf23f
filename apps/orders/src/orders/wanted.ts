import type { PlaceOrder } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Fen } from '#kernel/fen.js';
import { contentHash } from '#kernel/hash.js';
import { CheckoutId, LiveSessionId, SkuId, type PersonId } from '#kernel/id.js';
import { Quantity } from '#kernel/measures.js';
import { parseCode } from '#kernel/text.js';
import { invalid } from '#problems/problem.js';
import { parseAddress, type Address } from '../address/address.js';

const LINES_MAX = 50;
const COUPONS_MAX = 4;

/** What a buyer wants, at which price they saw it, and where to. */
export interface Wanted {
  buyerId: PersonId;
  checkoutId: CheckoutId;
  liveSessionId: LiveSessionId | null;
  lines: { skuId: SkuId; quantity: Quantity }[];
  address: Address;
  couponCodes: string[];
  expectedTotalFen: Fen | undefined;
  /** Told that fresh and made-to-order goods are not taken back, the buyer agrees. */
  agreesNoReturn: boolean;
  contentHash: string;
}

/** From here inwards every id, quantity and word is known to be one. */
export function parseWanted(request: PlaceOrder, buyerId: PersonId): Wanted {
  if (request.lines.length < 1 || request.lines.length > LINES_MAX) throw invalid('lines', `1 to ${LINES_MAX} lines`);
  const content = {
    liveSessionId: request.liveSessionId === '' ? null : LiveSessionId.parse(request.liveSessionId),
    lines: request.lines.map(({ skuId, quantity }, at) => ({
      skuId: SkuId.parse(skuId, `lines[${at}].skuId`),
      quantity: Quantity.parse(quantity, `lines[${at}].quantity`),
    })),
    address: parseAddress(request.shippingAddress),
    expectedTotalFen:
      request.expectedTotalFen === undefined ? undefined : Fen.parse(request.expectedTotalFen, 'expectedTotalFen'),
  };
  const checkoutId = CheckoutId.parse(request.checkoutId);
  const { agreesNoReturn } = request;
  const couponCodes = parseCouponCodes(request.couponCodes);
  // Left out where it is not said, so that what was hashed before it could be said stays the same.
  const hashed = {
    ...content,
    agreesNoReturn: agreesNoReturn || undefined,
    couponCodes: couponCodes.length > 0 ? couponCodes : undefined,
  };
  return { ...content, agreesNoReturn, couponCodes, buyerId, checkoutId, contentHash: contentHash(hashed) };
}

/** Which of them stack is catalog's to say; their order says nothing. */
function parseCouponCodes(codes: readonly string[]): string[] {
  if (codes.length > COUPONS_MAX) throw invalid('couponCodes', `at most ${COUPONS_MAX}`);
  return codes.map((code, at) => parseCode(code, `couponCodes[${at}]`)).sort();
}
