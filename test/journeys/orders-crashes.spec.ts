import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  Order_Status as Status,
  OrderPaidSchema,
  Orders,
  Refund_Status as RefundStatus,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { CheckoutId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { times } from '../../apps/catalog/src/given.js';
import { Steps, type Step } from '../../apps/orders/src/steps.js';
import { seededDice, type Dice } from '../faults/dice.js';
import { checkoutOf, openTill, signedIn, type Goods } from './till.js';

const till = openTill();
afterEach(() => {
  jest.restoreAllMocks();
});

/** The process loses its head right after a step: what was to come next does not come. */
function cut(dies: (step: Step) => boolean): void {
  jest.spyOn(Steps.prototype, 'reached').mockImplementation(async (step) => {
    if (dies(step)) throw new Error(`cut after ${step}`);
  });
}

const once = (wanted: Step) => {
  let left = 1;
  return (step: Step) => step === wanted && left-- > 0;
};

/** As a buyer does whose app got no answer: again, with the same id. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: string };
      if (tries === 30 || (code !== 'internal' && code !== 'unavailable')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Deadlines of what is in the middle come now instead of in some seconds. */
async function hurry(): Promise<void> {
  for (const table of ['payment', 'refund', 'provider_event']) {
    await till.orders.sql(`UPDATE ${table} SET due_at = now() WHERE due_at IS NOT NULL`);
  }
  await till.orders.sql(`UPDATE orders SET due_at = now() WHERE due_at IS NOT NULL AND status <> 'AWAITING_PAYMENT'`);
}

const middles = `
  SELECT 'order ' || order_id AS what FROM orders WHERE status = 'EXPIRING'
    OR (due_at IS NOT NULL AND status <> 'AWAITING_PAYMENT')
  UNION ALL SELECT 'payment ' || payment_id FROM payment WHERE status = 'CREATING' OR stray = 'undecided'
  UNION ALL SELECT 'refund ' || refund_id FROM refund WHERE status IN ('REQUESTED', 'PENDING')
  UNION ALL SELECT 'event ' || event_id FROM provider_event WHERE processed_at IS NULL`;

async function nothingInTheMiddle(): Promise<void> {
  await eventually(
    async () => {
      await hurry();
      return (await till.orders.sql(middles)).length === 0;
    },
    { every: 250, within: 30_000 },
  );
}

/** The provider's file, our books and what we told agree, order by order. */
async function booksAgree(): Promise<void> {
  const kept = await till.kept();
  const rows = await till.orders.sql<{ order_id: string; fen: string; paid: boolean }>(
    `SELECT order_id, sum(cash_fen - refunded_fen) AS fen, paid_by IS NOT NULL AS paid
     FROM orders JOIN order_line USING (company_id, order_id) GROUP BY company_id, order_id`,
  );
  const told = (await till.orders.published(OrderPaidSchema)).map(({ orderId }) => orderId);
  expect(new Set(told).size).toBe(told.length);
  for (const { order_id, fen, paid } of rows) {
    expect([order_id, kept.get(order_id) ?? 0]).toEqual([order_id, paid ? Number(fen) : 0]);
    expect([order_id, told.includes(order_id)]).toEqual([order_id, paid]);
  }
  const known = new Set(rows.map(({ order_id }) => order_id));
  expect([...kept.keys()].filter((orderId) => !known.has(orderId))).toEqual([]);
}

describe('A crash', () => {
  it.each<Step>([
    'place: held',
    'place: placed',
    'open: created at the provider',
    'wallet: played',
    'wallet: settled',
    'webhook: stored',
  ])('after "%s" leaves one order, paid once', async (step) => {
    const noodles = await till.stocked([5]);
    const [checkout, token] = [checkoutOf([noodles, 2]), signedIn()];
    cut(once(step));

    const { order, payment } = await insist(() => till.place(checkout, token));
    await insist(() => till.pay(payment!.paymentId, token));

    await till.until(order!.orderId, token, Status.PAID);
    const { orders } = await till.orders.call(Orders.method.listMine, {}, token);
    expect(orders).toHaveLength(1);
    await eventually(async () => (await till.farm.stock(noodles)).onHand === 3);
    await nothingInTheMiddle();
    await booksAgree();
  });

  it('after the wallet was played, with the buyer gone for good, is made good by the webhook', async () => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));
    cut((step) => step === 'wallet: played');

    await expect(till.pay(payment.paymentId, token)).rejects.toMatchObject({ code: 'internal' });

    await till.until(order.orderId, token, Status.PAID);
  });

  it('after an order was placed, with the buyer gone for good, lets it expire and frees the goods', async () => {
    const noodles = await till.stocked([5]);
    const token = signedIn();
    cut(once('place: placed'));

    await expect(till.place(checkoutOf([noodles, 5]), token)).rejects.toMatchObject({ code: 'internal' });

    const { orders } = await till.orders.call(Orders.method.listMine, {}, token);
    const { orderId } = orders[0]!;
    await till.timeIsOver(orderId);
    await till.until(orderId, token, Status.EXPIRED);
    await eventually(async () => (await till.farm.available(noodles)) === 5);
  });

  it('after it was cancelled at the provider ends the order all the same', async () => {
    const { order, token } = await till.placed(await till.stocked([5]));
    cut(once('close: cancelled at the provider'));

    await insist(() => till.orders.call(Orders.method.cancel, { orderId: order.orderId }, token));

    await nothingInTheMiddle();
    expect((await till.order(order.orderId, token)).status).toBe(Status.CANCELLED);
  });

  it.each<Step>(['rescue: held again', 'refund: asked'])('after "%s" neither loses nor doubles money', async (step) => {
    const noodles = await till.stocked([2]);
    const { order, payment, token } = await till.placed(noodles, 2);
    await till.timeIsOver(order.orderId);
    await till.until(order.orderId, token, Status.EXPIRED);
    await eventually(async () => (await till.farm.available(noodles)) === 2);
    if (step === 'refund: asked') await till.placed(noodles, 2);
    cut(once(step));

    await till.ask({ do: 'test.chargeLate', paymentId: payment.paymentId });

    await eventually(async () => {
      await hurry();
      const seen = await till.order(order.orderId, token);
      return seen.status === Status.PAID || seen.refunds.length > 0;
    });
    await nothingInTheMiddle();
    await booksAgree();
  });
});

describe('A crash while a buyer gives pieces up', () => {
  it.each<Step>(['refund: written', 'refund: asked'])(
    'after "%s" gives the money back once all the same',
    async (step) => {
      const noodles = await till.stocked([5]);
      const { order, payment, token } = await till.placed(noodles, 3);
      await till.pay(payment.paymentId, token);
      cut(once(step));

      await insist(() => giveUp(order.orderId, token, 2));

      await nothingInTheMiddle();
      await booksAgree();
      const { refunds } = await till.order(order.orderId, token);
      expect(refunds).toMatchObject([{ status: RefundStatus.SUCCEEDED }]);
      await eventually(async () => (await till.farm.stock(noodles)).onHand === 4);
    },
  );
});

/** Some pieces of the order's only line, always under the same id. */
async function giveUp(orderId: string, token: string, quantity: number) {
  const { lines } = await till.order(orderId, token);
  const refundId = `${orderId.slice(0, 24)}${'0'.repeat(12)}`;
  const asked = { orderId, refundId, lines: [{ lineId: lines[0]!.lineId, quantity }], reason: '多买了' };
  return till.orders.call(Refunds.method.ask, asked, token);
}

describe('Many buyers and many crashes', () => {
  it('end with charges = orders = what was told, and nothing in the middle', async () => {
    const dice = seededDice('crashes between steps');
    const goods = await Promise.all(times(3, () => till.stocked([30, 30])));
    cut(() => dice.next() < 0.15);

    await Promise.all(times(60, () => shopping(dice.own(), dice.pick(goods))));

    jest.restoreAllMocks();
    await nothingInTheMiddle();
    await booksAgree();
    for (const sku of goods) await stockAgrees(sku);
  }, 150_000);

  /** Somebody buys, or changes their mind, or is too slow; the money comes as agreed, late or twice. */
  async function shopping(dice: Dice, goods: Goods): Promise<void> {
    const token = signedIn();
    const checkout = { ...checkoutOf([goods, dice.whole(1, 3)]), checkoutId: CheckoutId.new() };
    const placed = await insist(() => till.place(checkout, token)).catch(() => undefined);
    if (!placed) return;
    const [{ orderId }, { paymentId }] = [placed.order!, placed.payment!];
    const acts = {
      pay: () => insist(() => till.pay(paymentId, token)),
      cancel: () => insist(() => till.orders.call(Orders.method.cancel, { orderId }, token)),
      expire: () => till.timeIsOver(orderId),
      late: () => till.ask({ do: 'test.chargeLate', paymentId }),
      twice: () => till.ask({ do: 'test.chargeTwice', paymentId }),
      giveUp: () => insist(() => giveUp(orderId, token, 1)),
    };
    const days = [
      ['pay'],
      ['pay', 'cancel'],
      ['cancel', 'pay'],
      ['expire', 'late'],
      ['pay', 'twice'],
      ['late'],
      ['cancel', 'late'],
      ['pay', 'giveUp'],
      ['pay', 'giveUp', 'twice'],
    ] as const;
    const day = dice.pick(days);
    // Some at once, some one after the other.
    if (dice.next() < 0.5) await Promise.allSettled(day.map((act) => acts[act]()));
    else for (const act of day) await acts[act]().catch(() => {});
    await till.ask({ do: 'find', paymentId });
  }

  /** What left the stock is what paid orders took and did not give up again. */
  async function stockAgrees(goods: Goods): Promise<void> {
    const [sold] = await till.orders.sql<{ pieces: number }>(
      `SELECT coalesce(sum(quantity - refunded_quantity), 0)::int AS pieces
       FROM order_line JOIN orders USING (company_id, order_id) WHERE sku_id = $1 AND paid_by IS NOT NULL`,
      [goods.skuId],
    );
    await eventually(
      async () => {
        const { onHand, held } = await till.farm.stock(goods);
        const [waiting] = await till.orders.sql<{ pieces: number }>(
          `SELECT coalesce(sum(quantity), 0)::int AS pieces FROM order_line JOIN orders USING (company_id, order_id)
         WHERE sku_id = $1 AND status = 'AWAITING_PAYMENT'`,
          [goods.skuId],
        );
        // Holds that never became orders lapse within a minute.
        return onHand === 60 - sold!.pieces && held === waiting!.pieces;
      },
      { within: 75_000 },
    );
  }
});
