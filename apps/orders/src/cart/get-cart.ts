import { Controller } from '@nestjs/common';
import { Carts, type GetCart } from '#contracts/tianjian/orders/v1/cart_pb.js';
import { Db } from '#database/db.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { ownerOf } from './cart-owner.js';
import { readLines } from './cart.sql.js';
import { CartView } from './cart-view.js';

@Controller()
export class GetCartHandler {
  constructor(
    private readonly db: Db,
    private readonly view: CartView,
  ) {}

  @Rpc(Carts.method.get)
  async handle(request: GetCart, caller: Caller) {
    const owner = ownerOf(request.cartId, caller);
    return this.view.show(await this.db.single((tx) => readLines(tx, owner)));
  }
}
