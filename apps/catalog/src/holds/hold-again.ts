import { Controller } from '@nestjs/common';
import { Holds, type HoldAgainRequest } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Fen } from '#kernel/fen.js';
import { contentHash } from '#kernel/hash.js';
import { CheckoutId, CompanyId, OrderId, PersonId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toHeld } from './held.js';
import { HoldDesk, type Ask } from './hold-desk.js';
import { parseLines, type Line } from './lines.js';
import { total, type PricedLine, type Prices, type Quote } from './quote.js';

@Controller()
export class HoldAgainHandler {
  constructor(private readonly desk: HoldDesk) {}

  @Rpc(Holds.method.holdAgain)
  async handle(request: HoldAgainRequest) {
    return toHeld(await this.desk.hold(parse(request)));
  }
}

/** An order is held again once: its own id stands for the checkout. */
function parse(request: HoldAgainRequest): Ask {
  const orderId = OrderId.parse(request.orderId);
  const companyId = CompanyId.parse(request.companyId);
  const lines = parseLines(request.lines);
  const agreed = new Map(
    request.lines.map((line, at) => [line.skuId.toLowerCase(), Fen.parsePrice(line.priceFen, `lines[${at}].priceFen`)]),
  );
  return {
    buyerId: PersonId.parse(request.buyerId, 'buyerId'),
    checkoutId: CheckoutId.derive('held again', orderId),
    requestHash: contentHash({ companyId, lines, agreed: [...agreed] }),
    lines,
    liveSessionId: undefined,
    couponCodes: [],
    quote: (prices) => agreedQuote(companyId, lines, agreed, prices),
  };
}

/** The order's own prices, from list stock; its freight and its discounts were settled when it was placed. */
function agreedQuote(companyId: CompanyId, lines: Line[], agreed: Map<string, Fen>, prices: Prices): Quote {
  const quoted = lines.map(({ skuId, quantity }): PricedLine => {
    const sku = prices.skus.get(skuId);
    const priceFen = agreed.get(skuId);
    if (sku?.companyId !== companyId || priceFen === undefined) throw new Problem('not_found');
    return { sku, quantity, priceFen, amountFen: Fen.times(priceFen, quantity), inSession: undefined };
  });
  return { companyId, liveSessionId: undefined, preSale: null, ...total(quoted, Fen.zero, []) };
}
