import { Injectable } from '@nestjs/common';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Db } from '#database/db.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Every } from '#service/every.js';
import { isOnAir } from '../sessions/session.js';
import { lockSession, pin } from '../sessions/session.sql.js';
import { sweep } from '../sweep.js';
import { findPinned, type Pinned } from './room.sql.js';
import { tellRoom } from './tell-room.js';

const SWEEP_MAX = 200;

/** What is sold out comes off the top: a viewer must not be asked to buy what is not there. */
@Injectable()
export class UnpinSoldOut {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Every('1s')
  async look(): Promise<void> {
    const pinned = await this.db.single((tx) => findPinned(tx, SWEEP_MAX));
    await sweep(pinned, async (one) => {
      if ((await this.leftOf(one)) === 0) await this.unpin(one);
    });
  }

  private async leftOf({ companyId, liveSessionId, skuId }: Pinned): Promise<number> {
    const { skus, flash } = await this.rpc.to(Products).describe({ companyId, liveSessionId, skuIds: [skuId] });
    return (skus[0]?.available ?? 0) + (flash?.left ?? 0);
  }

  private unpin({ companyId, liveSessionId, skuId }: Pinned): Promise<void> {
    return this.db.transaction(async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      if (!isOnAir(session) || session.pinnedSkuId !== skuId) return;
      await pin(tx, session, null);
      await tellRoom(tx, session, { kind: 'UNPINNED', body: { skuId, reason: 'SOLD_OUT' } });
    });
  }
}
