import { ask, query, signedInPerson } from '../door/door.js';
import type { Cart } from '../door/shapes.js';
import { newId } from '../kernel/ids.js';
import { forget, keep, kept } from '../kernel/kept.js';

// Before anybody signs in the cart is this device's: whoever knows its id has it.

interface DeviceCart {
  cartId: string;
  /** Made when the person signs in, and kept until the carts are one. */
  mergeId?: string;
}

function deviceCart(): DeviceCart {
  const known = kept<DeviceCart>('cart');
  if (known) return known;
  const cart = { cartId: newId() };
  keep('cart', cart);
  return cart;
}

const whose = () => (signedInPerson() ? {} : { cartId: deviceCart().cartId });

export const getCart = async (): Promise<Cart> => counted(await ask<Cart>('GET', `/cart${query(whose())}`));

export const putInCart = async (skuId: string, quantity: number): Promise<Cart> =>
  counted(await ask<Cart>('PUT', `/cart/lines/${skuId}`, { quantity, ...whose() }));

export const takeOutOfCart = async (skuIds: string[]): Promise<Cart> =>
  counted(await ask<Cart>('DELETE', `/cart/lines${query({ skuIds, ...whose() })}`));

/** After signing in, once for each cart of this device; safe to try again. */
export async function mergeCart(): Promise<void> {
  const cart = kept<DeviceCart>('cart');
  if (!cart || !signedInPerson()) return;
  const merging = { ...cart, mergeId: cart.mergeId ?? newId() };
  keep('cart', merging);
  counted(await ask<Cart>('POST', '/cart/merge', merging));
  forget('cart');
}

/** How many lines, for the mark on the tab. */
export const cartCount = (): number => kept<number>('cartCount') ?? 0;

function counted(cart: Cart): Cart {
  keep(
    'cartCount',
    cart.companies.reduce((sum, { lines }) => sum + lines.length, 0),
  );
  return cart;
}
