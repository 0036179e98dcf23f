import { Controller } from '@nestjs/common';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { LiveSessions, type SetSessionBag } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { invalid } from '#problems/problem.js';
import { findRunningOffer } from '../flash/flash-offer.sql.js';
import { tellRoom } from '../room/tell-room.js';
import { assertAllKnown, assertNotOver, parseBag } from './session.js';
import { SessionViews } from './session-views.js';
import { lockSession, replaceBag } from './session.sql.js';
import { ToldOffers } from './told-offers.js';
import { assertMayRun } from './who-may-run.js';

@Controller()
export class SetBagHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
    private readonly toldOffers: ToldOffers,
    private readonly views: SessionViews,
  ) {}

  @Rpc(LiveSessions.method.setBag)
  async handle(request: SetSessionBag, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const bag = parseBag(request.skuIds.map((skuId) => SkuId.parse(skuId, 'skuIds')));
    const known = await this.knownOf(companyId, bag);

    await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      assertNotOver(session);
      assertAllKnown(bag, known);
      const offer = await findRunningOffer(tx, session);
      if (offer && !bag.includes(offer.skuId)) throw invalid('skuIds', 'with the SKU of the running flash offer');
      await replaceBag(tx, session, bag);
      const { pinnedSkuId } = session;
      if (pinnedSkuId && !bag.includes(pinnedSkuId)) {
        await tellRoom(tx, session, { kind: 'UNPINNED', body: { skuId: pinnedSkuId, reason: 'BAG' } });
      }
      await tellRoom(tx, session, { kind: 'BAG_CHANGED', body: { skuIds: bag } });
    });
    await this.toldOffers.tell({ companyId, liveSessionId });
    return this.views.answer(liveSessionId);
  }

  private async knownOf(companyId: CompanyId, bag: SkuId[]): Promise<Set<string>> {
    if (bag.length === 0) return new Set();
    const { skus } = await this.rpc.to(Products).describe({ companyId, skuIds: bag });
    return new Set(skus.map((sku) => sku.skuId));
  }
}
