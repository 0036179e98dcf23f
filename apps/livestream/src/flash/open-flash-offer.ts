import { Controller } from '@nestjs/common';
import { LiveSessions, type OpenSessionFlashOffer } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { Fen } from '#kernel/fen.js';
import { CompanyId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { assertOnAir } from '../sessions/session.js';
import { isInBag, lockSession } from '../sessions/session.sql.js';
import { assertMayRun } from '../sessions/who-may-run.js';
import { assertReasonable, assertSameOffer, type FlashOffer, type WantedOffer } from './flash-offer.js';
import { FlashOffers } from './flash-offers.js';
import { findOffer, findRunningOffer, insertStarting } from './flash-offer.sql.js';

@Controller()
export class OpenFlashOfferHandler {
  constructor(
    private readonly db: Db,
    private readonly flashOffers: FlashOffers,
  ) {}

  @Rpc(LiveSessions.method.openFlashOffer)
  async handle(request: OpenSessionFlashOffer, caller: Caller) {
    const wanted = parse(request);
    const offer = await this.record(wanted, caller);
    if (offer.status === 'CLOSED') return { flashOffer: await this.flashOffers.closed(offer) };
    if (offer.status === 'STOPPING') return { flashOffer: await this.flashOffers.close(offer) };
    // Asked of the catalog again if it is open: only the catalog knows what is left.
    return { flashOffer: await this.flashOffers.open(offer) };
  }

  /** The offer as it stands before the catalog is asked: an answer that is lost can then be asked for again. */
  private record(wanted: WantedOffer, caller: Caller): Promise<FlashOffer> {
    return this.db.ofCompany(wanted.companyId, async (tx) => {
      const session = await lockSession(tx, wanted.companyId, wanted.liveSessionId);
      await assertMayRun(tx, caller, session.companyId, session.accountId);
      const earlier = await findOffer(tx, wanted.companyId, wanted.offerId);
      if (earlier) {
        assertSameOffer(earlier, wanted);
        return earlier;
      }

      assertOnAir(session);
      if (!(await isInBag(tx, session, wanted.skuId))) throw invalid('skuId', 'a SKU of the bag');
      if (await findRunningOffer(tx, session)) throw new Problem('offer.another_open');
      await insertStarting(tx, wanted);
      return { ...wanted, status: 'STARTING', endsAt: null };
    });
  }
}

function parse(request: OpenSessionFlashOffer): WantedOffer {
  const wanted = {
    companyId: CompanyId.parse(request.companyId),
    liveSessionId: LiveSessionId.parse(request.liveSessionId),
    offerId: OfferId.parseOrNew(request.offerId),
    skuId: SkuId.parse(request.skuId),
    priceFen: Fen.parsePrice(request.priceFen, 'priceFen'),
    share: request.share,
    perBuyerLimit: request.perBuyerLimit,
    lastsS: request.lastsS,
  };
  assertReasonable(wanted);
  return wanted;
}
