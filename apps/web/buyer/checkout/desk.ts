import { takeOutOfCart } from '../cart/cart.js';
import { ask } from '../door/door.js';
import { problemFrom, type Problem } from '../door/problem.js';
import type { Order, Payment, PlacedOrder } from '../door/shapes.js';
import { newId } from '../kernel/ids.js';
import { keep, kept } from '../kernel/kept.js';
import { cell } from '../shell/cell.js';
import { choosing, isSame, notLetIn, paying, placed, placing, refused, seen } from './checkout.js';
import type { Basket, Checkout, PlaceOrder } from './checkout.js';

// Checkouts that were sent outlive the page: they are kept before each call, and taken up again by the next page.

const LOOK_MS = 1_000;
const PAUSE_MAX_MS = 8_000;
// A payment whose answer was lost: so long it may show at the order before the buyer is asked again.
const PATIENCE_MS = 6_000;

const KEPT = 'checkouts';
const DRAFT = 'checkout';

type Checkouts = Record<string, Checkout>;

/** Those that were sent and have not come to an end that the buyer saw. */
export const openCheckouts = (): Checkout[] => Object.values(kept<Checkouts>(KEPT) ?? {});

export const checkoutBy = (checkoutId: string): Checkout | undefined => kept<Checkouts>(KEPT)?.[checkoutId];

export const draft = (): Checkout | undefined => kept<Checkout | null>(DRAFT) ?? undefined;

/** Why the door refused what an earlier page had sent. */
export const lastRefusal = cell<Problem | undefined>(undefined);

/** The key is made when the button is first shown, and stays while it is the same purchase. */
export function begin(basket: Basket): Checkout {
  const before = draft();
  const checkout = before && isSame(before, basket) ? { ...before, ...basket } : choosing(basket);
  keep(DRAFT, checkout);
  return checkout;
}

export const change = (checkout: Checkout) => keep(DRAFT, checkout);

/** The buyer has seen how it ended. */
export function dismiss(checkoutId: string): void {
  const { [checkoutId]: _, ...others } = kept<Checkouts>(KEPT) ?? {};
  keep(KEPT, others);
}

/** How it ended was in front of the buyer: another visit need not begin with it. */
export function endSeen(checkoutId: string): void {
  const checkout = checkoutBy(checkoutId);
  if (checkout) save({ ...checkout, endSeen: true });
}

function save(checkout: Checkout): Checkout {
  keep(KEPT, { ...kept<Checkouts>(KEPT), [checkout.checkoutId]: checkout });
  return checkout;
}

/** What the page shows beside a checkout that is under way. */
export interface Trouble {
  /** Why the last call was not decided, while it is tried again. */
  waiting?: Problem;
}

const troubles = new Map<string, Trouble>();
export const troubleOf = (checkoutId: string): Trouble => troubles.get(checkoutId) ?? {};

function setTrouble(checkoutId: string, trouble: Trouble): void {
  troubles.set(checkoutId, trouble);
  const checkout = checkoutBy(checkoutId);
  if (checkout) save(checkout); // Whoever shows it looks again.
}

/** The buyer pressed "order". Ends with an order, or with the problem that the door decided on. */
export async function place(checkout: Checkout, request: Omit<PlaceOrder, 'checkoutId'>): Promise<Checkout> {
  return send(save(placing(checkout, request)));
}

const running = new Map<string, Promise<Checkout>>();

/** One at a time for each checkout, whoever asks. */
function once(checkoutId: string, work: () => Promise<Checkout>): Promise<Checkout> {
  const begun = running.get(checkoutId) ?? work().finally(() => running.delete(checkoutId));
  running.set(checkoutId, begun);
  return begun;
}

const send = (checkout: Checkout) => once(checkout.checkoutId, () => sendUntilDecided(checkout));

async function sendUntilDecided(checkout: Checkout): Promise<Checkout> {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await ask<PlacedOrder>('POST', '/orders', checkout.request);
      setTrouble(checkout.checkoutId, {});
      const now = save(placed(checkout, answer));
      keep(DRAFT, null);
      if (checkout.fromCart) void takeOutOfCart(checkout.lines.map(({ skuId }) => skuId));
      return now;
    } catch (error) {
      const problem = problemFrom(error);
      if (problem.isFinal) {
        dismiss(checkout.checkoutId);
        keep(DRAFT, problem.code === 'auth.required' ? notLetIn(checkout) : refused(checkout));
        throw problem;
      }
      setTrouble(checkout.checkoutId, { waiting: problem });
      await pause(tries);
    }
  }
}

/** The buyer pressed "pay". Nothing else ever gets here. */
export function pay(checkout: Checkout): Promise<Checkout> {
  return once(checkout.checkoutId, () => payNow(checkout));
}

async function payNow(before: Checkout): Promise<Checkout> {
  const { orderId, payment } = before;
  if (!orderId || !payment) return before;
  const paymentId = before.payAgain ? newId() : payment.paymentId;
  let checkout = save(paying({ ...before, payment: { ...payment, paymentId }, payAgain: false }));
  try {
    if (before.payAgain) await ask<{ payment: Payment }>('POST', `/orders/${orderId}/payments`, { paymentId });
    await ask('POST', `/sandbox/payments/${paymentId}`, { outcome: 'SUCCEEDED' });
    checkout = await watch(checkout, Infinity);
  } catch (error) {
    const problem = problemFrom(error);
    setTrouble(checkout.checkoutId, { waiting: problem });
    checkout = await watch(checkout, PATIENCE_MS);
    if (checkout.step !== 'PAID') throw problem;
  }
  return checkout;
}

/** Looks at the order until it is known how it ended; after `patience` the buyer is asked again. */
async function watch(checkout: Checkout, patience: number): Promise<Checkout> {
  const until = Date.now() + patience;
  for (let tries = 0; ; tries += 1) {
    try {
      const { order } = await ask<{ order: Order }>('GET', `/orders/${checkout.orderId}`);
      const now = seen(checkout, order, Date.now() < until);
      if (now.step !== 'PAYING') {
        troubles.delete(checkout.checkoutId);
        return save(now);
      }
      tries = 0; // It was heard: the pauses need not grow.
    } catch (error) {
      setTrouble(checkout.checkoutId, { waiting: problemFrom(error) });
    }
    await pause(tries);
  }
}

/**
 * A page was opened: what an earlier one sent is taken up where it was. An order is asked for again under its key; a
 * payment is only looked at.
 */
export function takeUp(): void {
  for (const checkout of openCheckouts()) {
    if (checkout.endSeen) dismiss(checkout.checkoutId);
    if (checkout.step === 'PLACING') void send(checkout).catch((error: unknown) => lastRefusal.set(problemFrom(error)));
    if (checkout.step === 'PAYING') void once(checkout.checkoutId, () => watch(checkout, PATIENCE_MS));
  }
}

/** Longer each time, by chance; at once when the network is back. */
function pause(tries: number): Promise<void> {
  const ms = tries === 0 ? LOOK_MS : Math.random() * Math.min(PAUSE_MAX_MS, LOOK_MS * 2 ** tries) + LOOK_MS / 2;
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      removeEventListener('online', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    addEventListener('online', wake);
  });
}

/** An order that waits for money and was placed elsewhere, or long ago. */
export function resume(order: Order): Checkout {
  const basket: Basket = {
    companyId: order.companyId,
    liveSessionId: order.liveSessionId,
    lines: order.lines.map(({ skuId, quantity, title }) => ({ skuId, quantity, title, thumbUrl: '' })),
    fromCart: false,
  };
  return save(seen({ ...choosing(basket), step: 'PLACED' }, order));
}
