import { expect } from '@jest/globals';
import type { ProcessName } from '../../deploy/local/project.js';
import type { PlacedOrder } from '../journeys/answers.js';
import { checkoutOf, givenBuyer, of, type Buyer } from '../journeys/buyer.js';
import { Provider } from '../journeys/provider.js';
import { givenShop, type OnSale, type Shop } from '../journeys/shop.js';
import { eventually, type WholeSystem } from '../journeys/whole-system.js';
import { brokenBooks } from './books.js';
import type { Dice } from './dice.js';
import type { Knife, Where } from './knife.js';
import { Patience } from './patience.js';

type Journey = 'buys' | 'walks away' | 'cancels' | 'pays late' | 'opens a flash offer' | 'ends a flash offer';

/** One step of a journey: what leaves a process in it. The process is killed before, in the middle of and after it. */
export interface Step {
  says: string;
  journey: Journey;
  process: ProcessName;
  write: RegExp;
  /** The crash point it stands for; those are cut in every `npm test`. */
  known?: string;
}

const step = (journey: Journey, process: ProcessName, says: string, write: RegExp, known?: string): Step => {
  return { journey, process, says, write, known };
};

const acknowledges = (consumer: string) => new RegExp(`\\$JS\\.ACK\\.EVENTS_[A-Z]+\\.${consumer}`);

/** Every step of the main journey, and of what may follow it. */
export const STEPS: Step[] = [
  // Nobody asks again: the hold lapses by itself, a minute later.
  step('walks away', 'orders', 'the order is written', /INSERT INTO orders /),
  step('buys', 'orders', 'catalog is asked for the hold', /rpc\.catalog\.v1\.Holds\.QuoteAndHold/),
  step('buys', 'catalog', 'the hold is written', /INSERT INTO hold /),
  step('buys', 'catalog', 'the hold is answered', /_INBOX\.orders/),
  step('buys', 'orders', 'the order is written', /INSERT INTO orders /, 'hold without order'),
  step('buys', 'orders', 'the answer leaves orders', /_INBOX\.gateway[^]*"orderId"/, 'order without reply'),
  step('buys', 'gateway', 'the answer leaves the gateway', /"clientSecret"/),
  step('buys', 'orders', 'the provider is asked for a payment', /"do":"create"/),
  step('buys', 'sandbox', 'the provider answers', /"clientSecret"/),
  step('buys', 'orders', 'the provider’s answer is stored', /UPDATE provider_ref r SET ref/, 'intent without our id'),
  step('buys', 'orders', 'the order is told', /event\.orders\.v1\.OrderPlaced/),
  step('buys', 'catalog', 'the adopted hold is acknowledged', acknowledges('catalog-adopt-hold')),
  step('buys', 'orders', 'the wallet is played', /"do":"confirm"/),
  step('buys', 'sandbox', 'the webhook leaves the provider', /sandbox-signature/),
  step('buys', 'gateway', 'the webhook goes on to orders', /rpc\.orders\.v1\.Payments\.TakeWebhook/),
  step('buys', 'orders', 'the webhook is stored', /INSERT INTO provider_event/, 'webhook stored, job lost'),
  step('buys', 'orders', 'the payment is settled', /UPDATE payment p SET status = m\.status/),
  step('buys', 'orders', 'the paid order is told', /event\.orders\.v1\.OrderPaid/, 'paid, not relayed'),
  step('buys', 'attribution', 'the journal is written', /INSERT INTO journal /),
  step(
    'buys',
    'attribution',
    'the posting is acknowledged',
    acknowledges('attribution-post-order'),
    'posted, not acknowledged',
  ),
  step('buys', 'attribution', 'the journal is sequenced', /INSERT INTO log_entry/),
  step('buys', 'catalog', 'the sale of the hold is written', /INSERT INTO movement/),
  step('buys', 'catalog', 'the sale of the hold is acknowledged', acknowledges('catalog-sell-hold')),
  step('buys', 'livestream', 'the sale is counted', /INSERT INTO sale_fact/),
  step('buys', 'livestream', 'the count is acknowledged', acknowledges('livestream-count-sale')),
  step('cancels', 'orders', 'the provider is asked to cancel', /"do":"cancel"/),
  step('cancels', 'orders', 'the cancelled order is told', /event\.orders\.v1\.OrderCancelled/),
  step('cancels', 'catalog', 'the freed hold is acknowledged', acknowledges('catalog-free-hold-of-cancelled')),
  step('pays late', 'orders', 'catalog is asked to hold again', /rpc\.catalog\.v1\.Holds\.HoldAgain/),
  step('pays late', 'orders', 'the refund is written', /INSERT INTO refund /),
  step('pays late', 'orders', 'the provider is asked for the refund', /"do":"refund"/),
  step('pays late', 'sandbox', 'the provider answers the refund', /"refund":\{"id"/),
  step('pays late', 'orders', 'the refund’s end is stored', /UPDATE refund SET ref/, 'refund asked, not stored'),
  step('pays late', 'attribution', 'the stray money is booked', acknowledges('attribution-post-stray-payment')),
  step('pays late', 'attribution', 'its return is booked', acknowledges('attribution-return-stray-payment')),
  step('opens a flash offer', 'livestream', 'catalog is asked to open it', /rpc\.catalog\.v1\.Offers\.OpenFlash/),
  step('opens a flash offer', 'catalog', 'the share is split off', /INSERT INTO flash_share/),
  step(
    'opens a flash offer',
    'livestream',
    'it is stored as open',
    /UPDATE flash_offer SET status = 'OPEN'/,
    'flash offer open, session unaware',
  ),
  step('ends a flash offer', 'livestream', 'catalog is asked to close it', /rpc\.catalog\.v1\.Offers\.CloseFlash/),
  step(
    'ends a flash offer',
    'catalog',
    'the rest goes back to the list',
    /UPDATE flash_offer SET closed_at/,
    'flash offer over, session unaware',
  ),
];

// Longer than any process needs to come back, or a good client would come too late to pay.
export const PAY_WITHIN_S = 20;
const PIECES = 500;
const REACHED_WITHIN_MS = 20_000;
const AT_REST_WITHIN_MS = 90_000;

/** Journeys of a good client through a system in which one process dies at one moment. */
export class CrashCourse {
  private shop!: Shop;
  private goods!: OnSale;
  private buyer!: Buyer;
  private readonly provider: Provider;
  private readonly patience = new Patience();
  private readonly placed: { order: PlacedOrder['order']; ends: string[] }[] = [];
  private bought = 0;

  constructor(
    private readonly system: WholeSystem,
    private readonly knife: Knife,
  ) {
    this.provider = new Provider(system);
  }

  async begin(): Promise<void> {
    this.shop = await givenShop(this.system);
    this.goods = await this.shop.sells({ lots: [{ pieces: PIECES }] });
    this.buyer = await givenBuyer(this.system);
    // Every path is walked once in peace, so that the cut meets it as it is.
    await this.buys();
  }

  /** Walks the step's journey to its good end, with the process killed on the way. */
  async survives({ journey, process, write }: Step, when: Where['when'], nth = 1): Promise<void> {
    const victim = this.system.running.service(process);
    await victim.ready();
    const walk = await this.prepare(journey);
    const { pid } = victim;
    this.knife.arm({ process, write, when, nth });
    try {
      await walk();
      await eventually(`${process} cut at ${write}`, async () => this.knife.hasCut(process), {
        within: REACHED_WITHIN_MS,
      });
    } finally {
      this.knife.disarm(process);
    }
    await eventually(`${process} is another process`, async () => victim.pid !== undefined && victim.pid !== pid);
    await victim.ready();
  }

  /** Charges in the provider's file = paid orders = books, and nothing is left in a middle state. */
  async endsInOrder(): Promise<void> {
    expect(this.patience.wrong).toEqual([]);
    for (const { order, ends } of this.placed) {
      const { status } = await this.buyer.until(order, ends, AT_REST_WITHIN_MS);
      await eventually(`the provider and order ${order.orderId} agree`, async () => {
        return this.provider.keptOf(order.orderId) === (status === 'PAID' ? Number(order.totalFen) : 0);
      });
    }
    const stock = () => this.shop.stockOf(this.goods);
    await eventually(
      'what was paid, and only that, has left the stock',
      async () => {
        const { onHand, held, available } = await stock();
        return onHand === PIECES - this.bought && held === 0 && available === onHand;
      },
      { within: AT_REST_WITHIN_MS },
    );
    expect(await brokenBooks(this.system, '90s')).toEqual([]);
  }

  /** Does what comes before the cut; returns what is cut. */
  private async prepare(journey: Journey): Promise<() => Promise<void>> {
    switch (journey) {
      case 'buys':
        return () => this.buys();
      case 'walks away':
        return () =>
          this.buyer.place(checkoutOf([of(this.goods)])).then(
            ({ order }) => void this.placed.push({ order, ends: ['EXPIRED'] }),
            () => {}, // Cut off; whether it was written is for the deadlines to find out.
          );
      case 'cancels': {
        const { order } = await this.places(['CANCELLED']);
        return async () => void (await this.insist(() => this.buyer.cancel(order)));
      }
      case 'pays late':
        return this.preparesToPayLate();
      case 'opens a flash offer': {
        const opens = await this.preparesFlash();
        return async () => {
          await opens();
        };
      }
      case 'ends a flash offer': {
        const { path } = await (await this.preparesFlash())();
        return async () => void (await this.insist(() => this.shop.door.post(`${path}/stop`)));
      }
    }
  }

  private async buys(): Promise<void> {
    const { payment } = await this.places(['PAID']);
    this.bought += 1;
    await this.insist(() => this.buyer.pay(payment));
  }

  /** The order's goods are gone when its money comes: catalog cannot hold them again, all goes back. */
  private async preparesToPayLate(): Promise<() => Promise<void>> {
    const last = await this.shop.sells({ lots: [{ pieces: 1 }] });
    const placed = await this.insist(() => this.buyer.place(checkoutOf([of(last)])));
    await this.buyer.cancel(placed.order);
    await this.buyer.until(placed.order, ['CANCELLED']);
    await eventually('its piece is free', async () => (await this.shop.stockOf(last)).available === 1);
    await this.buyer.buys([of(last)]);
    return async () => {
      await this.provider.chargeLate(placed.payment.paymentId);
      await eventually(
        'the money is back',
        async () => {
          const { refunds } = await this.insist(() => this.buyer.order(placed.order));
          return refunds.some(({ status }) => status === 'SUCCEEDED');
        },
        { within: AT_REST_WITHIN_MS },
      );
      this.placed.push({ order: placed.order, ends: ['CANCELLED'] });
    };
  }

  private async preparesFlash(): Promise<() => Promise<{ path: string }>> {
    const session = await this.shop.goesLive([this.goods]);
    const sessionPath = `/live-sessions/${session.liveSessionId}`;
    const offerId = crypto.randomUUID();
    const offer = {
      offerId,
      skuId: this.goods.skuId,
      priceFen: '990',
      share: 5,
      perBuyerLimit: 1,
      lastsS: PAY_WITHIN_S,
    };
    return async () => {
      await this.insist(() => this.shop.opensFlash(session, offer));
      await eventually('the session shows it', async () => {
        const { session: shown } = await this.insist(() =>
          this.system.door.get<{ session: typeof session }>(sessionPath),
        );
        return shown.flashOffer?.offerId === offerId && shown.flashOffer.status !== 'STARTING';
      });
      return { path: this.shop.path(`${sessionPath}/flash-offers/${offerId}`) };
    };
  }

  private async places(ends: string[]): Promise<PlacedOrder> {
    const checkout = checkoutOf([of(this.goods)]);
    const placed = await this.insist(() => this.buyer.place(checkout));
    this.placed.push({ order: placed.order, ends });
    return placed;
  }

  private insist<T>(ask: () => Promise<T>): Promise<T> {
    return this.patience.insist(ask);
  }
}

export interface CutStep {
  step: Step;
  when: Where['when'];
}

const MOMENTS = ['before', 'middle', 'after'] as const;

/** Every step before, in the middle and after. */
export const everyCut = (): CutStep[] => STEPS.flatMap((one) => MOMENTS.map((when) => ({ step: one, when })));

/** The known crash points, each at a moment that chance picks, and a few of the other steps. */
export function someCuts(dice: Dice, others: number): CutStep[] {
  const rest = dice.shuffled(STEPS.filter(({ known }) => !known)).slice(0, others);
  return STEPS.filter((one) => one.known || rest.includes(one)).map((one) => ({ step: one, when: dice.pick(MOMENTS) }));
}

export const titleOf = ({ step: { journey, process, says, known }, when }: CutStep) =>
  `${journey}: ${process} dies ${when === 'middle' ? 'in the middle of' : when}: ${says}${known ? ` (${known})` : ''}`;
