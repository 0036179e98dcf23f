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
import { tellRoom, type Told } from '../room/tell-room.js';
import { parseDevice } from '../shifts/shift.js';
import { assertOnAir, type Session } from './session.js';
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
    const shown = skuId ? await this.shownOf(companyId, liveSessionId, skuId) : undefined;

    await this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      assertOnAir(session);
      if (skuId && !(await isInBag(tx, session, skuId))) throw invalid('skuId', 'a SKU of the bag');
      if (skuId && shown) assertMayBeShown(skuId, shown, request.priceFen);
      if (skuId === session.pinnedSkuId) return;
      const episodeId = await pin(tx, session, skuId, by);
      await tellRoom(tx, session, factOf(session, skuId, episodeId));
    });
    return this.views.answer(liveSessionId);
  }

  /** The price in force, and the pieces of the list stock or of the flash offer it is sold in. */
  private async shownOf(companyId: CompanyId, liveSessionId: LiveSessionId, skuId: SkuId): Promise<Shown> {
    const { skus, flash } = await this.rpc.to(Products).describe({ companyId, liveSessionId, skuIds: [skuId] });
    return { available: (skus[0]?.available ?? 0) + (flash?.left ?? 0), priceFen: skus[0]?.priceFen ?? 0n };
  }
}

interface Shown {
  available: number;
  priceFen: bigint;
}

/** Problems: stock.sold_out; price.expired, where the host shows another price than the one in force. */
function assertMayBeShown(skuId: SkuId, { available, priceFen }: Shown, wantedFen: bigint): void {
  if (available < 1) throw new Problem('stock.sold_out', { shortages: [{ skuId, wanted: 1, available }] });
  if (wantedFen > 0n && wantedFen !== priceFen) throw new Problem('price.expired', { priceFen: String(priceFen) });
}

const factOf = ({ pinnedSkuId }: Session, skuId: SkuId | null, episodeId?: string): Told<'PINNED' | 'UNPINNED'> =>
  skuId
    ? { kind: 'PINNED', body: { skuId, ...(episodeId ? { episodeId } : {}) } }
    : { kind: 'UNPINNED', body: { skuId: pinnedSkuId ?? '', reason: 'HOST' } };
