import { describe, expect, it } from '@jest/globals';
import { createHmac, randomUUID } from 'node:crypto';
import {
  Order_Status as Status,
  OrderCancelledSchema,
  OrderExpiredSchema,
  OrderPaidSchema,
  Orders,
  Payment_Status as PaymentStatus,
  PlayWalletRequest_Outcome as Outcome,
  Refund_Status as RefundStatus,
  StrayPaymentReceivedSchema,
  StrayPaymentReturnedSchema,
  type PaidLine,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { eventually } from '#testing/running-service.js';
import { times } from '../../apps/catalog/src/given.js';
import type { OrdersSettings } from '../../apps/orders/src/config.js';
import { ReconcileSettled } from '../../apps/orders/src/payments/reconcile-settled.js';
import { SandboxProvider } from '../../apps/orders/src/payments/sandbox.js';
import { Settle } from '../../apps/orders/src/payments/settle.js';
import { checkoutOf, openTill, signedIn } from './till.js';

const till = openTill();

const paidEvents = async (orderId: string) =>
  (await till.orders.published(OrderPaidSchema)).filter((event) => event.orderId === orderId);
const strayOf = async (orderId: string) =>
  (await till.orders.published(StrayPaymentReceivedSchema)).filter((event) => event.orderId === orderId);
const returnedOf = async (orderId: string) =>
  (await till.orders.published(StrayPaymentReturnedSchema)).filter((event) => event.orderId === orderId);

const refunded = (orderId: string, token: string) =>
  eventually(async () => {
    const order = await till.order(orderId, token);
    return order.refunds.some(({ status }) => status === RefundStatus.SUCCEEDED) ? order : undefined;
  });

const cancel = (orderId: string, token: string) => till.orders.call(Orders.method.cancel, { orderId }, token);
const payAgain = (orderId: string, token: string, paymentId: string = randomUUID()) =>
  till.orders.call(Orders.method.payAgain, { orderId, paymentId }, token);

/** What runs once a minute, now. */
async function reconcile(): Promise<void> {
  const { core, storage } = till.orders.instances[0]!;
  const provider = new SandboxProvider(core.settings as OrdersSettings);
  await new ReconcileSettled(storage.db, provider, new Settle(storage.db, provider, core.observer)).sweep();
  provider.onApplicationShutdown();
}

describe('Paying an order', () => {
  it('tells everything that must be split, counted and sold, once', async () => {
    const noodles = await till.stocked([2, 10], { priceFen: 2_500n, netG: 500, grossG: 600 });
    const apples = await till.farm.stocked([10], { companyId: noodles.companyId, priceFen: 999n, grossG: 3_000 });
    const token = signedIn();
    const { order, payment } = await till.place(checkoutOf([noodles, 3], [apples, 7]), token);

    const answers = await Promise.all(times(4, () => till.pay(payment!.paymentId, token)));

    for (const answer of answers) expect(answer.payment!.status).toBe(PaymentStatus.SUCCEEDED);
    const { orderId, totalFen, freightFen } = order!;
    expect(await till.order(orderId, token)).toMatchObject({ status: Status.PAID });
    const [paid, ...more] = await paidEvents(orderId);
    expect(more).toEqual([]);
    expect(paid).toMatchObject({ cashFen: totalFen, freightFen, paymentId: payment!.paymentId, version: 2 });
    const ofNoodles = paid!.lines.find((line) => line.skuId === noodles.skuId)!;
    expect(ofNoodles).toMatchObject({ quantity: 3, grossFen: 7_500n, discounts: [], ruleId: noodles.ruleId });
    expect(ofNoodles.allocations.map(({ lotId, pieces }) => [lotId, pieces])).toEqual([
      [noodles.lotIds[0], 2],
      [noodles.lotIds[1], 1],
    ]);
    const sum = (of: (line: PaidLine) => bigint) => paid!.lines.reduce((s, line) => s + of(line), 0n);
    expect(sum((line) => line.freightFen)).toBe(freightFen);
    expect(sum((line) => line.cashFen)).toBe(totalFen);
    expect(sum((line) => line.grossFen + line.freightFen)).toBe(totalFen);
    await eventually(async () => (await till.farm.stock(noodles)).onHand === 9);
  });

  it('is the buyer’s own doing', async () => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));

    await expect(till.pay(payment.paymentId, signedIn())).rejects.toMatchObject({ code: 'not_found' });
    await expect(till.pay(randomUUID(), token)).rejects.toMatchObject({ code: 'not_found' });
    await expect(till.pay(payment.paymentId, token, Outcome.OUTCOME_UNSPECIFIED)).rejects.toMatchObject({
      code: 'request.invalid',
    });
    expect((await till.order(order.orderId, token)).status).toBe(Status.AWAITING_PAYMENT);
  });

  it('may fail and be tried again under an id of the buyer’s', async () => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));
    await expect(payAgain(order.orderId, token)).rejects.toMatchObject({ code: 'order.not_payable' });
    await till.pay(payment.paymentId, token, Outcome.FAILED);
    await expect(till.pay(payment.paymentId, token)).rejects.toMatchObject({ code: 'order.not_payable' });

    const paymentId = randomUUID();
    const again = await Promise.all(times(3, () => payAgain(order.orderId, token, paymentId)));
    expect(new Set(again.map((answer) => answer.payment!.clientSecret)).size).toBe(1);
    await expect(payAgain(order.orderId, token)).rejects.toMatchObject({ code: 'order.not_payable' });
    await expect(payAgain(order.orderId, signedIn(), paymentId)).rejects.toMatchObject({ code: 'not_found' });
    await till.pay(paymentId, token);

    expect(await till.order(order.orderId, token)).toMatchObject({
      status: Status.PAID,
      payments: [{ status: PaymentStatus.FAILED }, { paymentId, status: PaymentStatus.SUCCEEDED }],
    });
    const other = await till.placed(await till.stocked([5]));
    await expect(payAgain(other.order.orderId, other.token, paymentId)).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
  });

  it('waits with CREATING while the provider is away, and goes on when it is back', async () => {
    const noodles = await till.stocked([5]);
    await till.closeProvider();
    const { order, payment, token } = await till.placed(noodles);
    expect(payment).toMatchObject({ status: PaymentStatus.CREATING, clientSecret: '' });
    await expect(till.pay(payment.paymentId, token)).rejects.toMatchObject({ code: 'unavailable' });

    await till.openProvider();
    await till.orders.sql('UPDATE payment SET due_at = now() WHERE due_at IS NOT NULL');

    const seen = await eventually(async () => {
      const { payments } = await till.order(order.orderId, token);
      return payments[0]!.status === PaymentStatus.PENDING ? payments[0] : undefined;
    });
    expect(seen.clientSecret).not.toBe('');
    await till.pay(payment.paymentId, token);
  });

  it('looks before it asks again when the provider may have forgotten the key', async () => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));
    const old = `UPDATE payment SET status = 'CREATING', client_secret = NULL, idempotency_key = 'forgotten',
      created_at = now() - interval '24 hours', due_at = now() WHERE payment_id = $1`;
    await till.orders.sql('UPDATE provider_ref SET ref = NULL WHERE payment_id = $1', [payment.paymentId]);
    await till.orders.sql(old, [payment.paymentId]);

    const [found] = await eventually(async () => {
      const { payments } = await till.order(order.orderId, token);
      return payments[0]!.status === PaymentStatus.PENDING ? payments : undefined;
    });

    expect(found!.clientSecret).toBe(payment.clientSecret);
    expect((await till.ask({ do: 'find', paymentId: payment.paymentId }))['payments']).toHaveLength(1);
  });
});

describe('A webhook', () => {
  it('of what is known already is done with at once', async () => {
    const { payment, token } = await till.placed(await till.stocked([5]));
    await till.pay(payment.paymentId, token);

    const [event] = await eventually(async () => {
      const rows = await till.orders.sql<{ processed_at: Date; tries: number }>(
        `SELECT e.processed_at, e.tries FROM provider_event e JOIN provider_ref r USING (provider, ref)
         WHERE r.payment_id = $1`,
        [payment.paymentId],
      );
      return rows.length > 0 ? rows : undefined;
    });

    expect(event).toMatchObject({ processed_at: expect.any(Date), tries: 0 });
  });

  it('alone is enough, and may come again', async () => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));

    await till.ask({ do: 'test.chargeLate', paymentId: payment.paymentId });

    await till.until(order.orderId, token, Status.PAID);
    expect(await paidEvents(order.orderId)).toHaveLength(1);
  });

  it('that is lost for good is made up for by the provider’s own list', async () => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));
    await till.ask({ do: 'test.mood', webhooks: 'PAUSED', refundsEndAs: 'SUCCEEDED' });
    await till.ask({ do: 'test.chargeLate', paymentId: payment.paymentId });

    await reconcile();

    expect((await till.order(order.orderId, token)).status).toBe(Status.PAID);
    await reconcile();
    expect(await paidEvents(order.orderId)).toHaveLength(1);
    await till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs: 'SUCCEEDED' });
  });

  it('that is not signed by the provider, is old or changed on its way, is refused', async () => {
    const sign = (at: number, body: string, secret = till.secret) =>
      `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
    const tell = (body: string, signature: string) => till.tellOrders(Buffer.from(body), signature);
    const [body, now] = ['{"events":[]}', Math.floor(Date.now() / 1_000)];

    await tell(body, sign(now, body));
    await tell(body, `${sign(now, body, 'the old secret')},${sign(now, body).slice(sign(now, body).indexOf('v1'))}`);
    for (const signature of ['', 'v1=00', sign(now - 301, body), sign(now, body, 'guessed'), sign(now, `${body} `)]) {
      await expect(tell(body, signature)).rejects.toMatchObject({ code: 'webhook.refused' });
    }
  });
});

describe('An order that is not paid', () => {
  it('expires, is told, and cannot be paid any more', async () => {
    const noodles = await till.stocked([5]);
    const { order, payment, token } = await till.placed(noodles, 5);

    await till.timeIsOver(order.orderId);

    await till.until(order.orderId, token, Status.EXPIRED);
    expect(await till.orders.published(OrderExpiredSchema)).toContainEqual(
      expect.objectContaining({ orderId: order.orderId, version: 3 }),
    );
    await eventually(async () => (await till.farm.available(noodles)) === 5);
    await expect(till.pay(payment.paymentId, token)).rejects.toMatchObject({ code: 'order.not_payable' });
    await expect(payAgain(order.orderId, token)).rejects.toMatchObject({ code: 'order.expired' });
    await expect(cancel(order.orderId, token)).rejects.toMatchObject({ code: 'order.not_payable' });
  });

  it('is PAID if the money was faster', async () => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));
    await till.ask({ do: 'test.mood', webhooks: 'PAUSED', refundsEndAs: 'SUCCEEDED' });
    await till.ask({ do: 'test.chargeLate', paymentId: payment.paymentId });

    await till.timeIsOver(order.orderId);

    await till.until(order.orderId, token, Status.PAID);
    await till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs: 'SUCCEEDED' });
  });

  it('stays EXPIRING, and its goods held, while nobody can tell', async () => {
    const noodles = await till.stocked([5]);
    const { order, token } = await till.placed(noodles, 5);
    await till.closeProvider();

    await till.timeIsOver(order.orderId);

    await till.until(order.orderId, token, Status.EXPIRING);
    expect(await till.farm.available(noodles)).toBe(0);
    await till.openProvider();
    await till.orders.sql('UPDATE orders SET due_at = now() WHERE order_id = $1', [order.orderId]);
    await till.until(order.orderId, token, Status.EXPIRED);
  });

  it('is cancelled by its buyer, once, and by nobody else', async () => {
    const noodles = await till.stocked([5]);
    const { order, token } = await till.placed(noodles, 2);
    await expect(cancel(order.orderId, signedIn())).rejects.toMatchObject({ code: 'not_found' });

    const answers = await Promise.all(times(4, () => cancel(order.orderId, token)));

    expect(answers.some((answer) => answer.order!.status === Status.CANCELLED)).toBe(true);
    expect((await cancel(order.orderId, token)).order!.status).toBe(Status.CANCELLED);
    const told = await till.orders.published(OrderCancelledSchema);
    expect(told.filter((event) => event.orderId === order.orderId)).toHaveLength(1);
    await eventually(async () => (await till.farm.available(noodles)) === 5);
  });

  it('is cancelled later if the provider is away when the buyer wishes it', async () => {
    const { order, token } = await till.placed(await till.stocked([5]));
    await till.closeProvider();

    expect((await cancel(order.orderId, token)).order!.status).toBe(Status.EXPIRING);

    await till.openProvider();
    await till.orders.sql('UPDATE orders SET due_at = now() WHERE order_id = $1', [order.orderId]);
    await till.until(order.orderId, token, Status.CANCELLED);
  });

  it('is one of the two when it is cancelled and paid at once, and the money agrees', async () => {
    const noodles = await till.stocked([40]);
    const placed = await Promise.all(times(10, () => till.placed(noodles)));

    await Promise.allSettled(
      placed.flatMap(({ order, payment, token }) => [cancel(order.orderId, token), till.pay(payment.paymentId, token)]),
    );

    for (const { order, token } of placed) {
      const { status } = await eventually(async () => {
        const seen = await till.order(order.orderId, token);
        return [Status.PAID, Status.CANCELLED].includes(seen.status) ? seen : undefined;
      });
      const kept = (await till.kept()).get(order.orderId) ?? 0;
      expect(kept).toBe(status === Status.PAID ? Number(order.totalFen) : 0);
    }
  });
});

describe('Money that comes otherwise than agreed', () => {
  it('late, buys the goods at the order’s price if they are still there', async () => {
    const noodles = await till.stocked([5]);
    const { order, payment, token } = await till.placed(noodles, 2);
    await till.timeIsOver(order.orderId);
    await till.until(order.orderId, token, Status.EXPIRED);
    await eventually(async () => (await till.farm.available(noodles)) === 5);

    await till.ask({ do: 'test.chargeLate', paymentId: payment.paymentId });

    await till.until(order.orderId, token, Status.PAID);
    const [paid] = await paidEvents(order.orderId);
    expect(paid).toMatchObject({ cashFen: order.totalFen, version: 4 });
    await eventually(async () => (await till.farm.stock(noodles)).onHand === 3);
    expect(await strayOf(order.orderId)).toEqual([]);
  });

  it('late, and the goods are gone: goes back in full', async () => {
    const noodles = await till.stocked([2]);
    const { order, payment, token } = await till.placed(noodles, 2);
    await cancel(order.orderId, token);
    await eventually(async () => (await till.farm.available(noodles)) === 2);
    await till.placed(noodles, 2);

    await till.ask({ do: 'test.chargeLate', paymentId: payment.paymentId });

    const seen = await refunded(order.orderId, token);
    expect(seen).toMatchObject({ status: Status.CANCELLED, refunds: [{ amountFen: order.totalFen, reason: 'late' }] });
    expect(await strayOf(order.orderId)).toMatchObject([{ amountFen: order.totalFen, reason: 'late' }]);
    expect(await returnedOf(order.orderId)).toMatchObject([{ paymentId: payment.paymentId }]);
    expect((await till.kept()).get(order.orderId)).toBe(0);
  });

  it('twice: the later one goes back, the order stays paid', async () => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));
    await till.pay(payment.paymentId, token);

    await till.ask({ do: 'test.chargeTwice', paymentId: payment.paymentId });

    const seen = await refunded(order.orderId, token);
    expect(seen).toMatchObject({ status: Status.PAID, refunds: [{ reason: 'double', amountFen: order.totalFen }] });
    expect((await till.kept()).get(order.orderId)).toBe(Number(order.totalFen));
    expect(await paidEvents(order.orderId)).toHaveLength(1);
  });

  it.each([
    ['too little', -1, 'CNY'],
    ['too much', 1, 'CNY'],
    ['in another currency', 0, 'USD'],
  ])('%s: goes back, and the order may be paid again', async (_, difference, currency) => {
    const { order, payment, token } = await till.placed(await till.stocked([5]));
    const amountFen = Number(order.totalFen) + difference;

    await till.ask({ do: 'test.chargeOther', paymentId: payment.paymentId, amountFen, currency });

    const seen = await refunded(order.orderId, token);
    expect(seen).toMatchObject({ status: Status.AWAITING_PAYMENT, refunds: [{ reason: 'mismatch' }] });
    expect(await strayOf(order.orderId)).toMatchObject([{ amountFen: BigInt(amountFen), reason: 'mismatch' }]);
    const again = await payAgain(order.orderId, token);
    await till.pay(again.payment!.paymentId, token);
    await till.until(order.orderId, token, Status.PAID);
    expect((await till.kept()).get(order.orderId)).toBe(Number(order.totalFen));
  });

  it('and a refund that takes its time is waited for, one that fails is kept to be seen to', async () => {
    await till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs: 'PENDING' });
    const [slow, broken] = [await till.placed(await till.stocked([5])), await till.placed(await till.stocked([5]))];
    for (const { order, payment } of [slow, broken]) {
      const amountFen = Number(order.totalFen) + 1;
      await till.ask({ do: 'test.chargeOther', paymentId: payment.paymentId, amountFen, currency: 'CNY' });
    }
    const pending = (orderId: string) =>
      eventually(async () => {
        const [row] = await till.orders.sql<{ ref: string }>(
          `SELECT ref FROM refund WHERE order_id = $1 AND status = 'PENDING'`,
          [orderId],
        );
        return row?.ref;
      });

    await till.ask({ do: 'test.finishRefund', id: await pending(slow.order.orderId), outcome: 'SUCCEEDED' });
    await till.ask({ do: 'test.finishRefund', id: await pending(broken.order.orderId), outcome: 'FAILED' });

    await refunded(slow.order.orderId, slow.token);
    await eventually(async () => {
      const { refunds } = await till.order(broken.order.orderId, broken.token);
      return refunds[0]!.status === RefundStatus.FAILED;
    });
    expect(await returnedOf(broken.order.orderId)).toEqual([]);
    await till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs: 'SUCCEEDED' });
  });
});
