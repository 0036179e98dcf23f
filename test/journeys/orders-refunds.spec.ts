import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Order_Status as Status,
  Refund_Kind as Kind,
  Refund_Status as RefundStatus,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { RefundFailedSchema, Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { eventually } from '#testing/running-service.js';
import { lostBy, times, won } from '../../apps/catalog/src/given.js';
import { afterSaleAt, IN_THE_MIDDLE_MS, type Bought } from './after-sale.js';
import { openTill, signedIn } from './till.js';

const till = openTill();

const { bought, ask, until, seen, refundedEvents, givenUp, keptOf, packed, heldUp, mood, refOf } = afterSaleAt(till);

describe('Before anybody packs it', () => {
  it('pieces are given up at once: the money goes back, the pieces to the lots they came from', async () => {
    const sale = await bought(5, { priceFen: 999n });
    await eventually(async () => (await till.farm.stock(sale.goods)).onHand === 97);

    const refund = await ask(sale, { quantity: 2 });

    const { cashFen } = (await seen(sale)).lines[0]!;
    const share = (cashFen * 2n + 2n) / 5n;
    expect(refund).toMatchObject({ status: RefundStatus.SUCCEEDED, kind: Kind.CANCELLATION, amountFen: share });
    expect(await seen(sale)).toMatchObject({
      status: Status.PAID,
      lines: [{ refundedQuantity: 2, refundedFen: share }],
      refunds: [{ refundId: refund.refundId, lines: [{ lineId: sale.lineId, quantity: 2, amountFen: share }] }],
    });
    expect(await keptOf(sale)).toBe(cashFen - share);
    // Of the two lots, the later one was to be shipped last.
    await eventually(async () => {
      const { lots } = await till.farm.stock(sale.goods);
      return lots.find(({ lotId }) => lotId === sale.goods.lotIds[1])!.onHand === 99;
    });
    expect(await till.farm.unbalanced()).toEqual([]);
    expect(await givenUp(sale)).toMatchObject([
      { lines: [{ lineId: sale.lineId, allocations: [{ lotId: sale.goods.lotIds[1], pieces: 2 }] }] },
    ]);
    expect(await refundedEvents(sale)).toMatchObject([{ refundId: refund.refundId, amountFen: share, items: 2 }]);
  });

  it('piece by piece everything goes back, the last piece takes the rest, and the order is REFUNDED', async () => {
    const sale = await bought(3, { priceFen: 1_000n });
    const { cashFen } = (await seen(sale)).lines[0]!;

    const parts = [
      await ask(sale, { quantity: 1 }),
      await ask(sale, { quantity: 1 }),
      await ask(sale, { quantity: 1 }),
    ];

    expect(parts.reduce((sum, { amountFen }) => sum + amountFen, 0n)).toBe(cashFen);
    const order = await eventually(async () => {
      const now = await seen(sale);
      return now.status === Status.REFUNDED ? now : undefined;
    });
    expect(order.lines[0]).toMatchObject({ refundedQuantity: 3, refundedFen: cashFen });
    expect(await keptOf(sale)).toBe(0n);
    await eventually(async () => (await till.farm.available(sale.goods)) === 102);
    await expect(ask(sale, { quantity: 1 })).rejects.toMatchObject({ code: 'order.not_refundable' });
    expect((await refundedEvents(sale)).at(-1)).toMatchObject({ version: 3 });
  });

  it('discount on partial refund: each piece is worth its stored share, whatever it costs by now', async () => {
    const sale = await bought(7, { priceFen: 1_428n }, [100]);
    const { cashFen } = (await seen(sale)).lines[0]!;
    let back = 0n;
    for (const quantity of [3, 1, 2]) back += (await ask(sale, { quantity })).amountFen;

    const line = (await seen(sale)).lines[0]!;
    expect(line).toMatchObject({ refundedQuantity: 6, refundedFen: back });
    const seventh = cashFen - back;
    expect(seventh * 7n - cashFen).toBeGreaterThanOrEqual(-7n);
    expect(seventh * 7n - cashFen).toBeLessThanOrEqual(7n);
  });

  it('all the money of a line is all its pieces; a part of it alone is the company’s to give', async () => {
    const sale = await bought(2);
    const { cashFen } = (await seen(sale)).lines[0]!;

    const part = await ask(sale, { amountFen: cashFen - 1n });
    expect(part).toMatchObject({ status: RefundStatus.REQUESTED, kind: Kind.REQUEST });
    await till.orders.call(Refunds.method.withdraw, { refundId: part.refundId }, sale.token);
    const all = await ask(sale, { amountFen: cashFen });

    expect(all).toMatchObject({ kind: Kind.CANCELLATION, lines: [{ quantity: 2 }] });
    await till.until(sale.order.orderId, sale.token, Status.REFUNDED);
  });

  it('never more than is left goes back, however many ask at once', async () => {
    const sale = await bought(5);

    const answers = await Promise.allSettled(times(8, () => ask(sale, { quantity: 2 })));

    expect(answers.filter(won)).toHaveLength(2);
    expect(answers.filter(lostBy('refund.too_much'))).toHaveLength(6);
    expect((await seen(sale)).lines[0]).toMatchObject({ refundedQuantity: 4 });
    await expect(ask(sale, { quantity: 2 })).rejects.toMatchObject({
      code: 'refund.too_much',
      details: { left: [{ lineId: sale.lineId, quantity: 1 }] },
    });
  });

  it('the same refund asked many times at once is made once', async () => {
    const sale = await bought(5);
    const refundId = randomUUID();

    const answers = await Promise.all(times(6, () => ask(sale, { quantity: 1 }, { refundId })));

    expect(new Set(answers.map((answer) => answer.amountFen)).size).toBe(1);
    expect((await seen(sale)).lines[0]!.refundedQuantity).toBe(1);
    expect(await refundedEvents(sale)).toHaveLength(1);
    await expect(ask(sale, { quantity: 2 }, { refundId })).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
    const other = await bought(1);
    await expect(ask(other, { quantity: 1 }, { refundId })).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
  });

  it('asks that are all in the middle at once do not pass each other', async () => {
    const sale = await bought(5);

    const answers = await heldUp(sale, () => Promise.allSettled(times(4, () => ask(sale, { quantity: 2 }))));

    expect(answers.filter(won)).toHaveLength(2);
    expect(answers.filter(lostBy('refund.too_much'))).toHaveLength(2);
  });

  it('packing cannot begin while it is decided that nobody has begun', async () => {
    const sale = await bought(2);
    let isPacked = false;
    const [refund] = await heldUp(sale, async () => {
      const asked = ask(sale, { quantity: 2 });
      await sleep(IN_THE_MIDDLE_MS);
      const packing = packed(sale).then(() => (isPacked = true));
      await sleep(IN_THE_MIDDLE_MS);
      expect(isPacked).toBe(false);
      return Promise.all([asked, packing]);
    });

    expect(refund.kind).toBe(Kind.CANCELLATION);
    expect(await givenUp(sale)).toHaveLength(1);
  });

  it('goes on when the provider is back', async () => {
    const sale = await bought(2);
    await till.closeProvider();
    const refund = await ask(sale, { quantity: 1 });
    expect(refund.status).toBe(RefundStatus.PENDING);

    await till.openProvider();
    await till.orders.sql('UPDATE refund SET due_at = now() WHERE due_at IS NOT NULL');

    await until(refund.refundId, sale.token, RefundStatus.SUCCEEDED);
  });

  it.each([
    [
      'a line of another order',
      async (sale: Bought) => ask({ ...sale, lineId: randomUUID() }, { quantity: 1 }),
      'not_found',
    ],
    [
      'somebody else’s order',
      async (sale: Bought) => ask({ ...sale, token: signedIn() }, { quantity: 1 }),
      'not_found',
    ],
    [
      'a refund, as if it were an order',
      async (sale: Bought) => {
        const { refundId } = await ask(sale, { quantity: 1 });
        return ask({ ...sale, order: { ...sale.order, orderId: refundId } }, { quantity: 1 });
      },
      'not_found',
    ],
    ['half a piece less than one', async (sale: Bought) => ask(sale, { quantity: 0 }), 'request.invalid'],
    [
      'pieces and an amount at once',
      async (sale: Bought) => ask(sale, { quantity: 1, amountFen: 1n }),
      'request.invalid',
    ],
    ['nothing', async (sale: Bought) => ask(sale, {}), 'request.invalid'],
    ['no money', async (sale: Bought) => ask(sale, { amountFen: 0n }), 'request.invalid'],
    ['more money than was paid', async (sale: Bought) => ask(sale, { amountFen: 1_000_000n }), 'refund.too_much'],
    [
      'an id that only we derive',
      async (sale: Bought) => ask(sale, { quantity: 1 }, { refundId: '01890a5d-ac96-874b-bcce-b302099a8057' }),
      'request.invalid',
    ],
  ])('%s is refused', async (_, attempt, code) => {
    await expect(attempt(await bought(2))).rejects.toMatchObject({ code });
  });

  it('an order that is not paid is cancelled, not refunded', async () => {
    const goods = await till.stocked([5]);
    const { order, token } = await till.placed(goods);
    const sale = { order, token, goods, lineId: order.lines[0]!.lineId };

    await expect(ask(sale, { quantity: 1 })).rejects.toMatchObject({ code: 'order.not_refundable' });
  });
});

describe('Payment after timeout', () => {
  it('is either goods or money back, and what was bought late can be refunded once', async () => {
    const goods = await till.stocked([2]);
    const { order, payment, token } = await till.placed(goods, 2);
    await till.timeIsOver(order.orderId);
    await till.until(order.orderId, token, Status.EXPIRED);
    await till.ask({ do: 'test.chargeLate', paymentId: payment.paymentId });
    await till.until(order.orderId, token, Status.PAID);
    const sale = { order, token, goods, lineId: order.lines[0]!.lineId };

    await ask(sale, { quantity: 2 });

    await till.until(order.orderId, token, Status.REFUNDED);
    expect(await keptOf(sale)).toBe(0n);
    await eventually(async () => (await till.farm.available(goods)) === 2);
    expect(await till.farm.unbalanced()).toEqual([]);
  });
});

describe('Refunds that do not arrive', () => {
  it('pending and failed: nothing was given, and the money may be asked for again', async () => {
    const sale = await bought(2);
    await mood('PENDING');
    const refund = await ask(sale, { quantity: 2 });
    expect(refund.status).toBe(RefundStatus.PENDING);
    await mood('SUCCEEDED');

    await till.ask({ do: 'test.finishRefund', id: await refOf(refund.refundId), outcome: 'FAILED' });

    await until(refund.refundId, sale.token, RefundStatus.FAILED);
    expect(await refundedEvents(sale)).toEqual([]);
    expect(await seen(sale)).toMatchObject({ status: Status.PAID, lines: [{ refundedQuantity: 2, refundedFen: 0n }] });
    // The goods were given up all the same: only the money is still owed, and goes at once.
    const again = await ask(sale, { amountFen: sale.order.totalFen });
    expect(again.kind).toBe(Kind.CANCELLATION);
    await till.until(sale.order.orderId, sale.token, Status.REFUNDED);
    expect(await keptOf(sale)).toBe(0n);
    expect(await givenUp(sale)).toHaveLength(1);
  });

  it('succeeded and failed weeks later: the order is not REFUNDED any more, and it is told', async () => {
    const sale = await bought(2);
    const refund = await ask(sale, { quantity: 2 });
    await till.until(sale.order.orderId, sale.token, Status.REFUNDED);

    const id = await refOf(refund.refundId);
    await till.ask({ do: 'test.finishRefund', id, outcome: 'FAILED' });

    await until(refund.refundId, sale.token, RefundStatus.FAILED);
    expect((await seen(sale)).status).toBe(Status.PAID);
    const failed = (await till.orders.published(RefundFailedSchema)).filter((one) => one.refundId === refund.refundId);
    expect(failed).toMatchObject([{ amountFen: refund.amountFen, orderId: sale.order.orderId }]);
    expect(await keptOf(sale)).toBe(sale.order.totalFen);
    await ask(sale, { amountFen: sale.order.totalFen });
    await till.until(sale.order.orderId, sale.token, Status.REFUNDED);
  });
});
