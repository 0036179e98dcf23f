import { Controller } from '@nestjs/common';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Room, type GetRoomState } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { Db } from '#database/db.js';
import { LiveSessionId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { toItem } from '../sessions/session-views.js';
import { findOnTable } from './room.sql.js';

@Controller()
export class GetStateHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Rpc(Room.method.state)
  async handle(request: GetRoomState) {
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const found = await this.db.single((tx) => findOnTable(tx, liveSessionId, request.whole));
    if (!found) throw new Problem('not_found');
    const { companyId, epoch, seq, skuIds } = found;
    const described =
      skuIds.length > 0 ? await this.rpc.to(Products).describe({ companyId, liveSessionId, skuIds }) : undefined;
    const items = (described?.skus ?? []).map(toItem);
    return { epoch, seq, items, flashOfferId: described?.flash?.offerId ?? '', flashLeft: described?.flash?.left ?? 0 };
  }
}
