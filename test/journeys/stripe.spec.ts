import { describe, expect, it, jest } from '@jest/globals';
import {
  Order_Status as Status,
  Orders,
  OrderPaidSchema,
  Payment_Status,
  Refund_Status,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { RefundId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { times } from '../../apps/catalog/src/given.js';
import { Steps } from '../../apps/orders/src/steps.js';
import { signatureOf } from '../fakes/stripe/webhooks.js';
import { openStripeShop } from './stripe-shop.js';
import { liveThrough } from './stripe-worlds.js';

const shop = openStripeShop();
const { account } = shop.stripe;

/** What Stripe keeps of the order is what the books say, as soon as they have heard of all. */
const inStep = (orderId: string) =>
  eventually(async () => {
    await shop.sweep();
    const [kept, booked] = [account.kept().get(orderId) ?? 0, (await shop.booked()).get(orderId) ?? 0];
    return kept === booked ? { kept } : undefined;
  });
const journal = (orderId: string, kind: string) =>
  eventually(async () => (await shop.journalsOf(orderId)).includes(kind));
const EVERYTHING = [
  ...['order_paid', 'fee_trueup', 'order_refunded', 'refund_failed', 'pieces_returned'],
  ...['payment_stray', 'payment_returned', 'dispute_hold', 'dispute_won', 'dispute_lost'],
];
const paidEvents = async (orderId: string) =>
  (await shop.orders.published(OrderPaidSchema)).filter((event) => event.orderId === orderId);

describe('An order paid through Stripe', () => {
  it('is paid once, and the fee is what Stripe took, the difference the company’s', async () => {
    const { order } = await shop.paid(await shop.stocked([5]), 2);
    await journal(order.orderId, 'order_paid');
    const estimated = await shop.accountsOf(order.orderId);

    await inStep(order.orderId);

    const after = await shop.accountsOf(order.orderId);
    const fee = Number(order.totalFen) + after['clearing:psp']!;
    expect(fee).toBe(Math.round(Number(order.totalFen) * 0.034) + 200);
    expect(after['fee:psp']).toBeUndefined();
    expect(after['revenue:company']).toBe(estimated['revenue:company']! - (fee - estimated['fee:psp']!));
    expect(after['payable:host']).toBe(estimated['payable:host']);
    await shop.sweep();
    expect(await shop.journalsOf(order.orderId)).toEqual(['order_paid', 'fee_trueup']);
    expect(await paidEvents(order.orderId)).toHaveLength(1);
  });

  it('may fail and be tried again with the same intent', async () => {
    const { order, payment, token } = await shop.placed(await shop.stocked([5]));
    const intent = shop.intentOf(payment.paymentId)!;
    account.fail(intent.id);
    account.pay(intent.id, { method: 'alipay' });

    await shop.until(order.orderId, token, Status.PAID);
  });

  it('whose every webhook is lost is found by the sweeper', async () => {
    const goods = await shop.stocked([5]);
    shop.stripe.webhooks.route(goods.companyId, { dropped: 1, repeated: 0, delayMaxMs: 0 }, 1);
    const { order, payment, token } = await shop.placed(goods);
    account.pay(shop.intentOf(payment.paymentId)!.id);

    await shop.sweep();

    await shop.until(order.orderId, token, Status.PAID);
  });

  it('whose code was scanned at the deadline keeps its goods until the money is here or nowhere', async () => {
    const goods = await shop.stocked([5]);
    const { order, payment, token } = await shop.placed(goods, 5);
    const intent = shop.intentOf(payment.paymentId)!;
    account.process(intent.id);
    await shop.timeIsOver(order.orderId);
    await shop.until(order.orderId, token, Status.EXPIRING);
    await eventually(async () => shop.stripe.asked.includes(`POST /v1/payment_intents/${intent.id}/cancel`));
    expect(await shop.farm.available(goods)).toBe(0);

    account.pay(intent.id, { method: 'wechat_pay' });

    await shop.until(order.orderId, token, Status.PAID);
  });

  it('that Stripe will not make has failed, may be tried again, and ends in time', async () => {
    const goods = await shop.stocked([5]);
    account.mood.leastAmount = 1_000_000;
    const { order, payment, token } = await shop.placed(goods);
    expect(payment.status).toBe(Payment_Status.FAILED);
    account.mood.leastAmount = 1;

    await shop.timeIsOver(order.orderId);

    await shop.until(order.orderId, token, Status.EXPIRED);
    await eventually(async () => (await shop.farm.available(goods)) === 5);
  });

  it('in another amount, another currency or another mode goes to suspense, and back', async () => {
    const goods = await shop.stocked([5]);
    const wrong = [{ amount: 1 }, { currency: 'hkd' }];
    const placed = await Promise.all([shop.placed(goods), shop.placed(goods), shop.placed(goods)]);
    wrong.forEach((how, at) => account.pay(shop.intentOf(placed[at]!.payment.paymentId)!.id, how));
    const live = shop.intentOf(placed[2]!.payment.paymentId)!;
    live.livemode = true;
    account.pay(live.id);

    for (const { order, token } of placed) {
      await eventually(async () => {
        await shop.hurry();
        return (await shop.order(order.orderId, token)).refunds.length === 1;
      });
      await journal(order.orderId, 'payment_returned');
      expect((await shop.order(order.orderId, token)).status).not.toBe(Status.PAID);
    }
    await eventually(async () => !(await shop.warningsOf(goods.companyId)).includes('payment.stray'));
  });
});

describe('A refund at Stripe', () => {
  it('that fails before we know its name there is heard of all the same', async () => {
    const { order, token } = await shop.paid(await shop.stocked([5]));
    jest.spyOn(Steps.prototype, 'reached').mockImplementation(async (step) => {
      if (step !== 'refund: asked') return;
      jest.restoreAllMocks();
      // It has succeeded, and that is what we were answered; everything else is told and done with by now.
      const { id } = [...account.refunds.values()].at(-1)!;
      account.finishRefund(id, 'failed');
      await eventually(async () => {
        const told = `SELECT processed_at FROM provider_event WHERE ref = $1 AND type = 'refund.failed'`;
        return (await shop.orders.sql<{ processed_at: Date | null }>(told, [id]))[0]?.processed_at;
      });
    });

    const { lineId } = order.lines[0]!;
    const asked = {
      orderId: order.orderId,
      refundId: RefundId.new(),
      lines: [{ lineId, quantity: 1 }],
      reason: '买错',
    };
    await shop.orders.call(Refunds.method.ask, asked, token);

    await eventually(async () => {
      await shop.hurry();
      return (await shop.journalsOf(order.orderId)).includes('refund_failed');
    });
    expect(await shop.order(order.orderId, token)).toMatchObject({
      status: Status.PAID,
      refunds: [{ status: Refund_Status.FAILED }],
    });
  });
});

describe('Stripe’s webhook', () => {
  it('of an object that nobody knows is kept, looked at and done with', async () => {
    const goods = await shop.stocked([5]);
    const { payment } = await shop.placed(goods);
    account.fail(shop.intentOf(payment.paymentId)!.id);
    const known = account.events.at(-1)!;
    for (const [id, type] of [
      ['pi_of_nobody', 'payment_intent.succeeded'],
      ['re_of_nobody', 'refund.updated'],
      ['dp_of_nobody', 'charge.dispute.created'],
      ['cus_of_nobody', 'customer.created'],
    ]) {
      const body = Buffer.from(JSON.stringify({ ...known, id: `evt_${id}`, type, data: { object: { id } } }));
      await shop.tellOrders(body, signatureOf(`${body}`, 'signed with this'));
    }

    await eventually(async () => {
      const open = `SELECT FROM provider_event WHERE ref LIKE '%_of_nobody' AND processed_at IS NULL`;
      return (await shop.orders.sql(open)).length === 0;
    });
  });

  it('that is not signed by Stripe is refused', async () => {
    const body = Buffer.from('{}');

    await expect(shop.tellOrders(body, signatureOf('{}', 'guessed'))).rejects.toMatchObject({
      code: 'webhook.refused',
    });
  });
});

describe('A disputed payment', () => {
  it('is held in reserve, and back when it is won', async () => {
    const goods = await shop.stocked([5]);
    const { order, intent } = await shop.paid(goods);
    await inStep(order.orderId);
    const before = await shop.accountsOf(order.orderId);

    const { id } = account.openDispute(intent.id);
    await journal(order.orderId, 'dispute_hold');
    const held = await shop.accountsOf(order.orderId);
    expect(held['reserve:dispute']).toBe(-Number(order.totalFen));
    expect(held['revenue:company']).toBe(before['revenue:company']! - 1_500);
    expect(await shop.warningsOf(goods.companyId)).toContain('payment.disputed');
    account.closeDispute(id, 'won');

    await journal(order.orderId, 'dispute_won');
    expect(await shop.accountsOf(order.orderId)).toEqual(before);
    expect(await shop.warningsOf(goods.companyId)).toEqual([]);
    await inStep(order.orderId);
  });

  it('that is lost is the company’s loss, and nobody else’s', async () => {
    const { order, intent } = await shop.paid(await shop.stocked([5]));
    await inStep(order.orderId);
    const before = await shop.accountsOf(order.orderId);

    account.closeDispute(account.openDispute(intent.id).id, 'lost');

    await journal(order.orderId, 'dispute_lost');
    await inStep(order.orderId);
    const total = Number(order.totalFen);
    expect(await shop.accountsOf(order.orderId)).toEqual({
      ...before,
      'clearing:psp': before['clearing:psp']! + total + 1_500,
      'revenue:company': before['revenue:company']! - total - 1_500,
    });
  });
});

describe('Stripe’s own account of our money', () => {
  it('is compared with the ledger, order by order: what differs is warned of until it does not', async () => {
    const goods = await shop.stocked([5]);
    const { order } = await shop.paid(goods);
    await inStep(order.orderId);
    await shop.compare();
    expect(await shop.warningsOf(goods.companyId)).toEqual([]);

    const [entry] = await shop.orders.sql<{ ref: string }>('SELECT ref FROM provider_entry WHERE order_id = $1', [
      order.orderId,
    ]);
    const shift = (fen: number) =>
      shop.orders.sql('UPDATE provider_entry SET amount_fen = amount_fen + $2 WHERE ref = $1', [entry!.ref, fen]);
    await shift(1);
    await shop.compare();
    await eventually(async () => (await shop.warningsOf(goods.companyId)).includes('clearing.differs'));
    await shift(-1);
    await shop.compare();

    await eventually(async () => (await shop.warningsOf(goods.companyId)).length === 0);
  });

  it('misses money that we believe in: a webhook alone proves nothing', async () => {
    const goods = await shop.stocked([5]);
    const { order } = await shop.paid(goods);
    await inStep(order.orderId);
    await shop.orders.sql('DELETE FROM provider_entry WHERE order_id = $1', [order.orderId]);

    await shop.compare();

    await eventually(async () => (await shop.warningsOf(goods.companyId)).includes('clearing.differs'));
  });
});

describe('Worlds of webhooks gone wrong, crashes and second thoughts', () => {
  it('end with Stripe’s ledger = ours to the fen, no double refund, nothing oversold', async () => {
    for (const from of [1, 26, 51, 76])
      await liveThrough(
        shop,
        times(25, (no) => from + no),
      );

    // All of it has happened, or little was tried.
    const kinds = await shop.attribution.sql<{ kind: string }>('SELECT DISTINCT kind FROM journal');
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(EVERYTHING));
  }, 180_000);
});

describe('Cancelling at Stripe', () => {
  it('frees the goods, for nothing can come any more', async () => {
    const goods = await shop.stocked([5]);
    const { order, payment, token } = await shop.placed(goods, 5);

    await shop.orders.call(Orders.method.cancel, { orderId: order.orderId }, token);

    await shop.until(order.orderId, token, Status.CANCELLED);
    expect(shop.intentOf(payment.paymentId)!.status).toBe('canceled');
    await eventually(async () => (await shop.farm.available(goods)) === 5);
  });
});
