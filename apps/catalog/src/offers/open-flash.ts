import { Controller } from '@nestjs/common';
import { Offers, type OpenFlashRequest } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { claimId } from '../ids/claim-id.sql.js';
import { assertBelow, assertFlashTerms, splitOff, type FlashTerms } from './flash.js';
import { toFlashAnswer } from './flash-answer.js';
import { claimFlash, lockLots, readFlash, readPriceInBag, setAside } from './offers.sql.js';

@Controller()
export class OpenFlashHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Offers.method.openFlash)
  async handle(request: OpenFlashRequest) {
    const terms = parse(request);

    const offer = await this.db.transaction(async (tx) => {
      const earlier = await readFlash(tx, terms.companyId, terms.offerId);
      if (!earlier) {
        const listPriceFen = await readPriceInBag(tx, terms);
        if (listPriceFen === undefined) throw new Problem('not_found');
        assertBelow(listPriceFen, terms);
        await claimId(tx, terms.companyId, 'offer', terms.offerId);
        if (await claimFlash(tx, terms)) {
          const lots = await lockLots(tx, terms.companyId, terms.skuId);
          await setAside(tx, terms, splitOff(terms, lots));
        }
      }
      return readFlash(tx, terms.companyId, terms.offerId);
    });

    return toFlashAnswer(offer, terms);
  }
}

function parse(request: OpenFlashRequest): FlashTerms {
  const terms = {
    companyId: CompanyId.parse(request.companyId),
    offerId: OfferId.parse(request.offerId),
    liveSessionId: LiveSessionId.parse(request.liveSessionId),
    skuId: SkuId.parse(request.skuId),
    priceFen: Fen.parsePrice(request.priceFen, 'priceFen'),
    share: request.share,
    perBuyerLimit: request.perBuyerLimit,
    lastsS: request.lastsS,
  };
  assertFlashTerms(terms);
  return terms;
}
