import type { Order, Payment, PlacedOrder } from '../journeys/answers.js';
import { checkoutOf, of, type Buyer, type Checkout } from '../journeys/buyer.js';
import { Refused } from '../journeys/door.js';
import type { ClientLog } from './client-log.js';
import type { Dice } from './dice.js';
import type { Patience } from './patience.js';

/** What may become of a purchase while everything around it dies; anything else is wrong. */
const FAIR_REFUSALS = ['stock.sold_out', 'order.expired', 'order.not_payable'];
const LINES_MAX = 3;
const PIECES_MAX = 3;

/** Somebody on a bad line who buys, changes their mind, pays twice over or walks away, as chance has it. */
export class Customer {
  constructor(
    private readonly buyer: Buyer,
    private readonly dice: Dice,
    private readonly patience: Patience,
    private readonly log: ClientLog,
  ) {}

  async shops(goods: { skuId: string }[], until: () => boolean): Promise<void> {
    while (!until()) {
      try {
        await this.purchase(goods);
      } catch (error) {
        if (!(error instanceof Refused) || !FAIR_REFUSALS.includes(error.code)) throw error;
      }
    }
  }

  private async purchase(goods: { skuId: string }[]): Promise<void> {
    const lines = this.dice.shuffled(goods).slice(0, this.dice.whole(1, LINES_MAX));
    const checkout = checkoutOf(lines.map((one) => of(one, this.dice.whole(1, PIECES_MAX))));
    const fate = this.dice.next();

    const { order, payment } = await this.places(checkout);
    if (fate < 0.06) return; // Walks away: the order expires.
    if (fate < 0.12) return void (await this.insist(() => this.buyer.cancel(order)));
    if (fate < 0.18) await this.paysAgainAfterFailing(order, payment);
    else await this.pays(payment);
    await this.hearsThatItIsPaid(order);
  }

  private async places(checkout: Checkout): Promise<PlacedOrder> {
    const placed = await this.insist(() => this.buyer.place(checkout));
    const { orderId, status, totalFen } = placed.order;
    this.log.placed(this, checkout, { orderId, status, totalFen });
    return placed;
  }

  /** For what it was answered with the first time. */
  repeats(checkout: Checkout): Promise<PlacedOrder> {
    return this.insist(() => this.buyer.place(checkout));
  }

  private pays({ paymentId }: Payment): Promise<Payment> {
    return this.insist(() => this.buyer.pay({ paymentId }));
  }

  private async paysAgainAfterFailing(order: Order, payment: Payment): Promise<void> {
    await this.insist(() => this.buyer.pay(payment, 'FAILED'));
    const paymentId = crypto.randomUUID();
    await this.insist(() => this.buyer.payAgain(order, paymentId));
    await this.insist(() => this.buyer.pay({ paymentId }));
  }

  private async hearsThatItIsPaid({ orderId }: Order): Promise<void> {
    const { status, totalFen } = await this.insist(() => this.buyer.order({ orderId }));
    if (status === 'PAID') this.log.wasPaid({ orderId, status, totalFen });
  }

  private insist<T>(ask: () => Promise<T>): Promise<T> {
    return this.patience.insist(ask);
  }
}
