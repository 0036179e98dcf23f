import { Controller } from '@nestjs/common';
import { Carts, type MergeCart } from '#contracts/tianjian/orders/v1/cart_pb.js';
import { Db } from '#database/db.js';
import { CartId, MergeId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertFits } from './cart.js';
import { claimMerge, countLines, lockCart, moveLines, readLines, type Owner } from './cart.sql.js';
import { CartView } from './cart-view.js';

@Controller()
export class MergeCartHandler {
  constructor(
    private readonly db: Db,
    private readonly view: CartView,
  ) {}

  @Rpc(Carts.method.merge)
  async handle(request: MergeCart, caller: Caller) {
    const { personId } = personOf(caller);
    const mergeId = MergeId.parse(request.mergeId);
    const cartId = CartId.parse(request.cartId);
    const owner: Owner = { kind: 'person', id: personId };

    const lines = await this.db.transaction(async (tx) => {
      await lockCart(tx, owner);
      const earlier = await claimMerge(tx, personId, mergeId, cartId);
      if (earlier && earlier !== cartId) throw new Problem('request.repeated_differently');
      if (!earlier) await moveLines(tx, cartId, personId);
      // Too many: all stays as it was, in two carts, and the merge can be sent again.
      if (!earlier) assertFits(await countLines(tx, owner));
      return readLines(tx, owner);
    });
    return this.view.show(lines);
  }
}
