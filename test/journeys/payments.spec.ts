import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { LedgerAccounts, LiveSession, PlacedOrder } from './answers.js';
import { checkoutOf, givenBuyer, journalsOf, of, type Buyer } from './buyer.js';
import { Provider } from './provider.js';
import { givenShop, type OnSale, type Shop } from './shop.js';
import { eventually, times, wholeSystem } from './whole-system.js';

// A loaded machine takes its time, and a test that gives up early fails for nothing.
jest.setTimeout(180_000);

const system = wholeSystem({ env: { ORDER_PAY_WITHIN: '8s' } });
const provider = new Provider(system);
let shop: Shop;
let buyer: Buyer;
/** Orders that nobody pays in time: placed at once, so that their times run out at once. */
let left: Record<'forOthers' | 'paidLate' | 'soldMeanwhile', Left>;
beforeAll(async () => {
  shop = await givenShop(system);
  buyer = await givenBuyer(system);
  const [forOthers, paidLate, soldMeanwhile] = [await leaves(3, 3), await leaves(5, 2), await leaves(2, 2)];
  left = { forOthers, paidLate, soldMeanwhile };
});

interface Left {
  potatoes: OnSale;
  placed: PlacedOrder;
}

async function leaves(pieces: number, ordered: number): Promise<Left> {
  const potatoes = await shop.sells({ lots: [{ pieces }] });
  const placed = await buyer.place(checkoutOf([of(potatoes, ordered)]));
  expect(await availableOf(potatoes)).toBe(pieces - ordered);
  return { potatoes, placed };
}

const availableOf = async (goods: OnSale) => (await shop.stockOf(goods)).available;

const untilAvailable = (goods: OnSale, pieces: number) =>
  eventually(`${pieces} pieces available`, async () => (await availableOf(goods)) === pieces);

/** What waits in suspense for somebody. */
async function suspense(): Promise<string[]> {
  const { accounts } = await shop.mentor.door.get<LedgerAccounts>(shop.path('/ledger-accounts'));
  return accounts
    .filter(({ ledgerAccountId }) => ledgerAccountId.startsWith('suspense:'))
    .map(({ balanceFen }) => balanceFen);
}

describe('An order that is not paid', () => {
  it('expires, and its pieces can be bought by others', async () => {
    const { potatoes, placed } = left.forOthers;
    const { order, payment } = placed;

    await buyer.until(order, ['EXPIRED']);

    await untilAvailable(potatoes, 3);
    await expect(buyer.pay(payment)).rejects.toMatchObject({ status: 409 });
    await expect(buyer.payAgain(order)).rejects.toMatchObject({ code: 'order.expired' });
    expect(provider.keptOf(order.orderId)).toBe(0);
  });

  it('in a flash offer that is over by then, its pieces go to list stock', async () => {
    const potatoes = await shop.sells({ lots: [{ pieces: 10 }] });
    const session = await shop.goesLive([potatoes]);
    const { liveSessionId } = session;
    await shop.opensFlash(session, { skuId: potatoes.skuId, priceFen: '990', share: 4, perBuyerLimit: 4, lastsS: 600 });
    const { offerId } = (await system.door.get<{ session: LiveSession }>(`/live-sessions/${liveSessionId}`)).session
      .flashOffer!;
    const { order } = await buyer.place(checkoutOf([of(potatoes, 3)], { liveSessionId }));

    await shop.door.post(shop.path(`/live-sessions/${liveSessionId}/flash-offers/${offerId}/stop`));
    await untilAvailable(potatoes, 7);
    await buyer.until(order, ['EXPIRED']);

    await untilAvailable(potatoes, 10);
    await expect(buyer.quote([of(potatoes, 10)], liveSessionId)).resolves.toMatchObject({
      lines: [{ priceFen: String(potatoes.priceFen) }],
    });
  });

  it('is cancelled by its buyer, once and for all', async () => {
    const potatoes = await shop.sells({ lots: [{ pieces: 3 }] });
    const { order } = await buyer.place(checkoutOf([of(potatoes, 2)]));

    await Promise.all(times(3, () => buyer.cancel(order)));

    await buyer.until(order, ['CANCELLED']);
    await untilAvailable(potatoes, 3);
    expect(provider.keptOf(order.orderId)).toBe(0);
  });

  it('cannot be cancelled once it is paid', async () => {
    const order = await buyer.buys([of(await shop.sells())]);

    await expect(buyer.cancel(order)).rejects.toMatchObject({ code: 'order.not_payable' });
    expect((await buyer.order(order)).status).toBe('PAID');
  });

  it('and cancelled and paid at the same instant is one of the two, and the money agrees', async () => {
    const potatoes = await shop.sells();
    const placed = await Promise.all(times(8, () => buyer.place(checkoutOf([of(potatoes)]))));

    await Promise.allSettled(placed.flatMap(({ order, payment }) => [buyer.cancel(order), buyer.pay(payment)]));

    for (const { order } of placed) {
      const { status } = await buyer.until(order, ['PAID', 'CANCELLED', 'REFUNDED']);
      expect(provider.keptOf(order.orderId)).toBe(status === 'PAID' ? Number(order.totalFen) : 0);
    }
  });
});

describe('A payment that fails', () => {
  it('can be followed by another, asked for once under its id', async () => {
    const { order, payment } = await buyer.place(checkoutOf([of(await shop.sells())]));
    expect((await buyer.pay(payment, 'FAILED')).status).toBe('FAILED');
    const paymentId = randomUUID();

    const again = await Promise.all(times(3, () => buyer.payAgain(order, paymentId)));
    await buyer.pay({ paymentId });

    expect(new Set(again.map((one) => one.paymentId))).toEqual(new Set([paymentId]));
    const { payments } = await buyer.until(order, ['PAID']);
    expect(payments.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
    expect(provider.keptOf(order.orderId)).toBe(Number(order.totalFen));
  });

  it('is not paid for by somebody else', async () => {
    const { order, payment } = await buyer.place(checkoutOf([of(await shop.sells())]));
    const other = await givenBuyer(system);

    await expect(other.pay(payment)).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.payAgain(order)).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.cancel(order)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('Money that comes otherwise than agreed', () => {
  const untilReturned = async ({ order }: PlacedOrder, keeps: number) => {
    await eventually(
      `the provider keeps ${keeps} of ${order.orderId}`,
      async () => provider.keptOf(order.orderId) === keeps,
    );
    await eventually('nothing left in suspense', async () => (await suspense()).every((balance) => balance === '0'));
  };

  it('late, while there is stock: the order is paid after all', async () => {
    const { potatoes, placed } = left.paidLate;
    const { order, payment } = placed;
    await buyer.until(order, ['EXPIRED']);

    await provider.chargeLate(payment.paymentId);

    await buyer.until(order, ['PAID']);
    await untilAvailable(potatoes, 3);
    expect(await journalsOf(shop.mentor.door, order)).toHaveLength(1);
    expect(provider.keptOf(order.orderId)).toBe(Number(order.totalFen));
  });

  it('late, and the stock is gone: all of it goes back', async () => {
    const { potatoes, placed } = left.soldMeanwhile;
    await buyer.until(placed.order, ['EXPIRED']);
    await untilAvailable(potatoes, 2);
    await buyer.buys([of(potatoes, 1)]);

    await provider.chargeLate(placed.payment.paymentId);

    const refunded = await eventually('a refund', async () => {
      const order = await buyer.order(placed.order);
      return order.refunds.some(({ status }) => status === 'SUCCEEDED') ? order : undefined;
    });
    expect(refunded.refunds).toMatchObject([{ amountFen: placed.order.totalFen }]);
    expect(refunded.status).not.toBe('PAID');
    await untilReturned(placed, 0);
    expect(await availableOf(potatoes)).toBe(1);
  });

  it('twice: the second goes back, the order stays paid', async () => {
    const placed = await buyer.place(checkoutOf([of(await shop.sells())]));
    await buyer.pay(placed.payment);
    await buyer.until(placed.order, ['PAID']);

    await provider.chargeTwice(placed.payment.paymentId);

    await eventually('a refund', async () => (await buyer.order(placed.order)).refunds.length > 0);
    await untilReturned(placed, Number(placed.order.totalFen));
    expect((await buyer.order(placed.order)).status).toBe('PAID');
  });

  it.each([
    ['too little', -1],
    ['too much', 1],
  ])('%s: it goes back, and the order does not count as paid', async (_, difference) => {
    const placed = await buyer.place(checkoutOf([of(await shop.sells())]));

    await provider.chargeOther(placed.payment.paymentId, Number(placed.order.totalFen) + difference);

    await eventually('a refund', async () => (await buyer.order(placed.order)).refunds.length > 0);
    await untilReturned(placed, 0);
    expect((await buyer.order(placed.order)).status).not.toBe('PAID');
  });

  it('in another currency: it goes back', async () => {
    const placed = await buyer.place(checkoutOf([of(await shop.sells())]));

    await provider.chargeOther(placed.payment.paymentId, Number(placed.order.totalFen), 'USD');

    await untilReturned(placed, 0);
    expect((await buyer.order(placed.order)).status).not.toBe('PAID');
  });

  it('and the webhook never comes: the order is paid all the same', async () => {
    const { order, payment } = await buyer.place(checkoutOf([of(await shop.sells())]));
    await provider.mood('PAUSED');

    await provider.chargeLate(payment.paymentId);

    await buyer.until(order, ['PAID']);
    await provider.mood('RUNNING');
    expect(provider.keptOf(order.orderId)).toBe(Number(order.totalFen));
  });
});
