import { cell } from '../shell/cell.js';
import type { Basket } from './checkout.js';
import { begin, openCheckouts } from './desk.js';

/** The id of the checkout that the sheet shows; undefined: none. */
export const shownCheckout = cell<string | undefined>(undefined);

export const openCheckout = (basket: Basket): void => shownCheckout.set(begin(basket).checkoutId);

/** After a reload: what is still being processed, or ended unseen, comes back in front of the person who sent it. */
export function showUnfinished(): void {
  const unfinished = openCheckouts().find(({ step }) => step !== 'PLACED');
  if (unfinished) shownCheckout.set(unfinished.checkoutId);
}
