import { Controller } from '@nestjs/common';
import { Carts, type PutCartLine } from '#contracts/tianjian/orders/v1/cart_pb.js';
import { Db } from '#database/db.js';
import { SkuId } from '#kernel/id.js';
import { Quantity } from '#kernel/measures.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertFits } from './cart.js';
import { ownerOf } from './cart-owner.js';
import { lockCart, putLine, readLines } from './cart.sql.js';
import { CartView } from './cart-view.js';

@Controller()
export class PutLineHandler {
  constructor(
    private readonly db: Db,
    private readonly view: CartView,
  ) {}

  @Rpc(Carts.method.putLine)
  async handle(request: PutCartLine, caller: Caller) {
    const owner = ownerOf(request.cartId, caller);
    const skuId = SkuId.parse(request.skuId);
    const quantity = Quantity.parse(request.quantity, 'quantity');

    const before = await this.db.single((tx) => readLines(tx, owner));
    const asked = new Set([...before.map((line) => line.skuId), skuId]);
    const shelf = await this.view.look([...asked]);
    const sku = shelf.get(skuId);
    if (!sku) throw new Problem('not_found');

    const lines = await this.db.transaction(async (tx) => {
      await lockCart(tx, owner);
      assertFits(await putLine(tx, owner, { ...sku, quantity }));
      return readLines(tx, owner);
    });
    // Unless another device put something in meanwhile, catalog has said all there is to say.
    const isAsked = lines.every((line) => asked.has(line.skuId));
    return isAsked ? this.view.answer(lines, shelf) : this.view.show(lines);
  }
}
