import { Controller } from '@nestjs/common';
import { Orders, type WhichPlacedRequest } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Db } from '#database/db.js';
import { HoldId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';

/** Catalog asks before it frees a hold whose time is over: an order may have adopted it unheard. */
@Controller()
export class WhichPlacedHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Orders.method.whichPlaced)
  async handle(request: WhichPlacedRequest) {
    const holdIds = request.holdIds.map((id) => HoldId.parse(id, 'holdIds'));
    const rows = await this.db.single(
      (tx) => tx.sql<{ holdId: HoldId }>`
        SELECT hold_id AS "holdId" FROM order_route WHERE hold_id = ANY(${holdIds}::uuid[])`,
    );
    return { holdIds: rows.map(({ holdId }) => holdId) };
  }
}
