import { newId } from '../kernel/ids.js';
import type { Order, Payment, PlacedOrder, ShippingAddress, WantedLine } from '../door/shapes.js';

/** What a buyer is about to order, as they chose it. */
export interface Basket {
  companyId: string;
  /** Empty: not bought in a room. */
  liveSessionId: string;
  lines: BasketLine[];
  /** Its lines leave the cart once there is an order. */
  fromCart: boolean;
}

export interface BasketLine extends WantedLine {
  title: string;
  thumbUrl: string;
}

/** What POST /orders is sent, word for word the same each time it is sent. */
export interface PlaceOrder {
  checkoutId: string;
  liveSessionId?: string;
  lines: WantedLine[];
  shippingAddress: ShippingAddress;
  expectedTotalFen: string;
  agreesNoReturn?: boolean;
  couponCodes?: string[];
}

/**
 * CHOOSING: nothing was sent. PLACING: sent, and the door has not decided, or was not heard. PLACED: there is an order
 * that waits for the buyer's money. PAYING: the buyer pressed "pay", and the end is not known. PAID, OVER: the end.
 * Only the buyer goes from CHOOSING to PLACING and from PLACED to PAYING.
 */
export type Step = 'CHOOSING' | 'PLACING' | 'PLACED' | 'PAYING' | 'PAID' | 'OVER';

export interface Checkout extends Basket {
  checkoutId: string;
  step: Step;
  request?: PlaceOrder;
  orderId?: string;
  totalFen?: string;
  expiresAt?: string;
  payment?: Pick<Payment, 'paymentId' | 'provider'>;
  /** The last payment came to nothing: the next one needs an id of its own. */
  payAgain?: boolean;
  /** How it ended was shown. */
  endSeen?: boolean;
}

export const choosing = (basket: Basket): Checkout => ({ ...basket, checkoutId: newId(), step: 'CHOOSING' });

/** Whether it is the same purchase: then it keeps its key. */
export const isSame = (one: Basket, other: Basket): boolean =>
  one.companyId === other.companyId &&
  one.liveSessionId === other.liveSessionId &&
  one.lines.map(({ skuId }) => skuId).join() === other.lines.map(({ skuId }) => skuId).join();

export const placing = (checkout: Checkout, request: Omit<PlaceOrder, 'checkoutId'>): Checkout => ({
  ...checkout,
  step: 'PLACING',
  request: { ...request, checkoutId: checkout.checkoutId },
});

/** The door decided against it: what is tried next is another purchase, under a key of its own. */
export const refused = ({ request: _, ...checkout }: Checkout): Checkout => ({
  ...checkout,
  checkoutId: newId(),
  step: 'CHOOSING',
});

/** Nobody was signed in, so nothing was decided: the key stays. */
export const notLetIn = ({ request: _, ...checkout }: Checkout): Checkout => ({ ...checkout, step: 'CHOOSING' });

export const placed = (checkout: Checkout, { order, payment }: PlacedOrder): Checkout =>
  seen({ ...checkout, step: 'PLACED' }, { ...order, payments: payment ? [payment] : order.payments });

export const paying = (checkout: Checkout): Checkout => ({ ...checkout, step: 'PAYING' });

/** What the order says of itself decides where a checkout is; whether a payment under way still can end, `patient` says. */
export function seen(checkout: Checkout, order: Order, patient = false): Checkout {
  const payment = order.payments.at(-1);
  const now: Checkout = {
    ...checkout,
    orderId: order.orderId,
    totalFen: order.totalFen,
    ...(order.expiresAt ? { expiresAt: order.expiresAt } : {}),
    ...(payment ? { payment: { paymentId: payment.paymentId, provider: payment.provider } } : {}),
    payAgain: payment?.status === 'FAILED' || payment?.status === 'CANCELLED',
  };
  if (['PAID', 'SHIPPED', 'COMPLETED', 'REFUNDED'].includes(order.status)) return { ...now, step: 'PAID' };
  if (['CANCELLED', 'EXPIRED'].includes(order.status)) return { ...now, step: 'OVER' };
  if (checkout.step !== 'PAYING') return { ...now, step: 'PLACED' };
  const mayStillEnd = patient || payment?.status === 'SUCCEEDED' || order.status === 'EXPIRING';
  return { ...now, step: mayStillEnd && !now.payAgain ? 'PAYING' : 'PLACED' };
}
