import { randomUUID } from 'node:crypto';
import { Patience } from '../faults/patience.js';
import type { Journal, Order, Payment, PlacedOrder, Quote } from './answers.js';
import type { Door } from './door.js';
import { givenPerson, type Person } from './people.js';
import { eventually, times, type WholeSystem } from './whole-system.js';

export const BEIJING = '110101';
const ADDRESS = { name: '李雪', phone: '13900001111', regionCode: BEIJING, detail: '学院路 1 号' };

export interface Wanted {
  skuId: string;
  quantity: number;
}

export interface Checkout {
  checkoutId: string;
  liveSessionId?: string;
  lines: Wanted[];
  shippingAddress: typeof ADDRESS;
  couponCodes?: string[];
  expectedTotalFen?: string;
  agreesNoReturn?: boolean;
}

export const checkoutOf = (lines: Wanted[], more: Partial<Checkout> = {}): Checkout => ({
  checkoutId: randomUUID(),
  lines,
  shippingAddress: ADDRESS,
  ...more,
});

export const of = ({ skuId }: { skuId: string }, quantity = 1): Wanted => ({ skuId, quantity });

/** Somebody who buys. */
export class Buyer {
  constructor(readonly person: Person) {}

  get door(): Door {
    return this.person.door;
  }

  quote(lines: Wanted[], liveSessionId?: string): Promise<Quote> {
    return this.door.post('/quotes', { lines, regionCode: BEIJING, ...(liveSessionId ? { liveSessionId } : {}) });
  }

  place(checkout: Checkout): Promise<PlacedOrder> {
    return this.door.post('/orders', checkout);
  }

  uploads(bytes: Buffer, type: string): Promise<{ blobKey: string }> {
    return this.door.upload(bytes, type);
  }

  /** Plays the wallet. */
  async pay({ paymentId }: { paymentId: string }, outcome: 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED'): Promise<Payment> {
    return (await this.door.post<{ payment: Payment }>(`/sandbox/payments/${paymentId}`, { outcome })).payment;
  }

  async order({ orderId }: { orderId: string }): Promise<Order> {
    return (await this.door.get<{ order: Order }>(`/orders/${orderId}`)).order;
  }

  async cancel({ orderId }: { orderId: string }): Promise<Order> {
    return (await this.door.post<{ order: Order }>(`/orders/${orderId}/cancel`)).order;
  }

  async payAgain({ orderId }: { orderId: string }, paymentId: string = randomUUID()): Promise<Payment> {
    return (await this.door.post<{ payment: Payment }>(`/orders/${orderId}/payments`, { paymentId })).payment;
  }

  /** Waits until the order is in one of these states. */
  until({ orderId }: { orderId: string }, statuses: string[], within = 30_000): Promise<Order> {
    let last = '';
    return eventually(
      `order ${orderId} ${statuses.join(' or ')}`,
      async () => {
        const order = await this.order({ orderId });
        last = order.status;
        return statuses.includes(last) ? order : undefined;
      },
      { within },
    ).catch((error: Error) => {
      throw new Error(`${error.message}; last seen ${last}`);
    });
  }

  /** Buys as a good client does: asks again with the same ids while the system says that it may. */
  async buys(lines: Wanted[], more: Partial<Checkout> = {}, patience = new Patience()): Promise<Order> {
    const checkout = checkoutOf(lines, more);
    const { order, payment } = await patience.insist(() => this.place(checkout));
    await patience.insist(() => this.pay(payment));
    return this.until(order, ['PAID']);
  }
}

export const givenBuyer = async (system: WholeSystem) => new Buyer(await givenPerson(system.door));

/** The journals of an order once every one of `kinds` stands in the log, as `door`'s owner sees them. */
export function journalsOf(door: Door, { orderId }: { orderId: string }, kinds = ['order_paid']): Promise<Journal[]> {
  return eventually(`journals ${kinds.join(', ')} of ${orderId}`, async () => {
    const { journals } = await door.get<{ journals: Journal[] }>(`/attribution/orders/${orderId}`);
    const sequenced = journals.filter(({ index }) => BigInt(index) >= 0n).map(({ kind }) => kind);
    return kinds.every((kind) => sequenced.includes(kind)) ? journals : undefined;
  });
}

// Passwords are hashed a few at a time; a crowd that signs up at once is told to come again.
const SIGN_UPS_AT_ONCE = 4;

export async function givenBuyers(system: WholeSystem, count: number): Promise<Buyer[]> {
  const buyers: Buyer[] = [];
  while (buyers.length < count) {
    const next = Math.min(SIGN_UPS_AT_ONCE, count - buyers.length);
    buyers.push(...(await Promise.all(times(next, () => givenBuyer(system)))));
  }
  return buyers;
}
