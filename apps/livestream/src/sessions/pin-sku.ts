import { Controller } from '@nestjs/common';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { LiveSessions, type PinSku } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { personOf } from '#messaging/access.js';
import { Rpc } from '#messaging/rpc.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { invalid, Problem } from '#problems/problem.js';
import { parseDevice } from '../shifts/shift.js';
import { assertOnAir } from './session.js';
import { SessionViews } from './session-views.js';
import { isInBag, lockSession, pin } from './session.sql.js';
import { assertMayRun } from './who-may-run.js';

@Controller()
export class PinSkuHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
    private readonly views: SessionViews,
  ) {}

  @Rpc(LiveSessions.method.pin)
  async handle(request: PinSku, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const skuId = request.skuId === '' ? null : SkuId.parse(request.skuId);
    const by = { personId: personOf(caller).personId, device: parseDevice(request.device) };
    const available = skuId ? await this.availableOf(companyId, liveSessionId, skuId) : 0;

    await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      assertOnAir(session);
      if (skuId && !(await isInBag(tx, session, skuId))) throw invalid('skuId', 'a SKU of the bag');
      if (skuId && available < 1) throw new Problem('stock.sold_out', { shortages: [{ skuId, wanted: 1, available }] });
      await pin(tx, session, skuId, by);
    });
    return this.views.answer(liveSessionId);
  }

  /** Of the list stock, or of the flash offer it is sold in. */
  private async availableOf(companyId: CompanyId, liveSessionId: LiveSessionId, skuId: SkuId): Promise<number> {
    const { skus, flash } = await this.rpc.to(Products).describe({ companyId, liveSessionId, skuIds: [skuId] });
    return (skus[0]?.available ?? 0) + (flash?.left ?? 0);
  }
}
