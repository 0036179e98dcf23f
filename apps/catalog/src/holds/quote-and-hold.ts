import { Controller } from '@nestjs/common';
import { Holds, type HoldLines } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { contentHash } from '#kernel/hash.js';
import { CheckoutId, PersonId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { toHeld } from './held.js';
import { HoldDesk, type Ask } from './hold-desk.js';
import { quote, type Wanted } from './quote.js';
import { parseWanted } from './wanted.js';

@Controller()
export class QuoteAndHoldHandler {
  constructor(private readonly desk: HoldDesk) {}

  @Rpc(Holds.method.quoteAndHold)
  async handle(request: HoldLines) {
    return toHeld(await this.desk.hold(parse(request)));
  }
}

function parse(request: HoldLines): Ask {
  const wanted = parseWanted(request);
  const buyerId = PersonId.parse(request.buyerId, 'buyerId');
  return {
    buyerId,
    checkoutId: CheckoutId.parse(request.checkoutId),
    requestHash: contentHash(contentOf(wanted)),
    lines: wanted.lines,
    liveSessionId: wanted.liveSessionId,
    couponCodes: wanted.couponCodes,
    quote: (prices, wallet) => quote(wanted, prices, wallet, buyerId),
  };
}

/** A checkout without coupons says nothing of them, as it did before there were any. */
const contentOf = ({ lines, couponCodes, ...wanted }: Wanted) => ({
  ...wanted,
  lines: [...lines].sort((a, b) => (a.skuId < b.skuId ? -1 : 1)),
  ...(couponCodes.length > 0 && { couponCodes }),
});
