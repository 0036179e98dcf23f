import type { Fen } from '#kernel/fen.js';

interface Flash {
  priceFen: Fen;
}

/**
 * The price ladder: what a piece costs where the buyer stands, and the one place where it is said.
 *
 * 1. The list price of the SKU, for everybody.
 * 2. The flash price, for who buys in the session (a `liveSessionId` that is on air and has the SKU in its bag) while
 *    the offer runs by the server's clock and is below the list price. A list price that was lowered to it or below in
 *    the meantime counts for all, and no piece of the offer's share is used up.
 *
 * Nothing else changes the price of a piece; what is sold by weight costs at first what its heaviest piece would. What
 * comes after is of the order: the freight of all lines together (`freightOf`), then coupons off goods and freight in
 * their own order (`discountsOf`).
 */
export function priceOf<F extends Flash>(listFen: Fen, flash: F | undefined): { priceFen: Fen; flash: F | undefined } {
  if (flash && flash.priceFen < listFen) return { priceFen: flash.priceFen, flash };
  return { priceFen: listFen, flash: undefined };
}
