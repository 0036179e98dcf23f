import { Controller } from '@nestjs/common';
import { Carts, type RemoveCartLines } from '#contracts/tianjian/orders/v1/cart_pb.js';
import { Db } from '#database/db.js';
import { SkuId } from '#kernel/id.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid } from '#problems/problem.js';
import { LINES_MAX } from './cart.js';
import { ownerOf } from './cart-owner.js';
import { readLines, removeLines } from './cart.sql.js';
import { CartView } from './cart-view.js';

@Controller()
export class RemoveLinesHandler {
  constructor(
    private readonly db: Db,
    private readonly view: CartView,
  ) {}

  @Rpc(Carts.method.removeLines)
  async handle(request: RemoveCartLines, caller: Caller) {
    const owner = ownerOf(request.cartId, caller);
    const { length } = request.skuIds;
    if (length < 1 || length > LINES_MAX) throw invalid('skuIds', `1 to ${LINES_MAX} SKUs`);
    const skuIds = request.skuIds.map((skuId) => SkuId.parse(skuId, 'skuIds'));

    const lines = await this.db.transaction(async (tx) => {
      await removeLines(tx, owner, skuIds);
      return readLines(tx, owner);
    });
    return this.view.show(lines);
  }
}
