import { describe, expect, it } from '@jest/globals';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { Stock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Order_Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { PastOrders, type PastOrderSchema } from '#contracts/tianjian/orders/v1/past_orders_pb.js';
import { OrderId, PaymentId, PersonId } from '#kernel/id.js';
import { asService, eventually } from '#testing/running-service.js';
import { ADDRESS, openTill, signedIn, type Goods } from './till.js';

const till = openTill();

type PastOrder = MessageInitShape<typeof PastOrderSchema> & { orderId: string; buyerId: string };

const day = (at: number) => timestampFromDate(new Date(Date.UTC(2025, 4, at, 3)));

/** Of May 2025: over since. */
function pastOrder({ skuId, lotIds: [lotId] }: Goods, quantity: number): PastOrder {
  const paymentId = PaymentId.new();
  return {
    orderId: OrderId.deriveAt(new Date(Date.UTC(2025, 4, 1, 3)), paymentId),
    buyerId: PersonId.new(),
    lines: [{ skuId, lotId: lotId!, quantity, priceFen: 1_280n }],
    freightFen: 600n,
    shippingAddress: ADDRESS,
    payment: { paymentId, provider: 'sandbox', ref: `past_${paymentId}` },
    carrier: 'ZTO',
    trackingNumber: '7800000000001',
    ...{ placedAt: day(1), paidAt: day(1), shippedAt: day(2), deliveredAt: day(5), completedAt: day(9) },
  };
}

const takeOver = (companyId: string, orders: PastOrder[]) =>
  till.orders.call(PastOrders.method.takeOver, { companyId, orders }, asService('operator'));

const stockOf = ({ companyId, skuId }: Goods) =>
  till.catalog.call(
    Stock.method.get,
    { companyId, skuId },
    signedIn({ memberships: [{ companyId, roles: ['packer'] }] as never }),
  );

describe('Orders of a former shop', () => {
  it('are there as they were, sold out of the lots they came from', async () => {
    const goods = await till.stocked([5, 5]);
    const past = pastOrder(goods, 3);

    const { taken } = await takeOver(goods.companyId, [past]);

    expect(taken).toBe(1);
    const order = await till.order(past.orderId, signedIn({ personId: past.buyerId as PersonId }));
    expect(order).toMatchObject({ status: Order_Status.COMPLETED, totalFen: 4_440n, freightFen: 600n });
    expect(order.placedAt).toEqual(past.placedAt);
    expect(order.shippingAddress).toMatchObject(ADDRESS);
    expect(order.shipments).toMatchObject([{ carrier: 'ZTO', trackingNumber: '7800000000001' }]);
    const stock = await eventually(async () => {
      const now = await stockOf(goods);
      return now.held === 0 ? now : undefined;
    });
    expect(stock.lots.map(({ onHand }) => onHand)).toEqual([2, 5]);
  });

  it('are paid as of now, for the rule in force now splits their money', async () => {
    const goods = await till.stocked([5]);
    const past = pastOrder(goods, 1);

    await takeOver(goods.companyId, [past]);

    const [event] = await till.orders.sql<{ payload: string }>(
      `SELECT payload FROM outbox WHERE subject = 'event.orders.v1.OrderPaid' AND payload LIKE $1`,
      [`%${past.orderId}%`],
    );
    const { lines, placedAt, paidAt } = JSON.parse(event!.payload) as {
      lines: { ruleId: string }[];
      placedAt: string;
      paidAt: string;
    };
    // Figures and credit to hosts go by when it was bought.
    expect(Date.parse(placedAt)).toBe(timestampDate(past.placedAt as Timestamp).getTime());
    expect(lines[0]!.ruleId).toBe(goods.ruleId);
    expect(Date.parse(paidAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('are taken over once, however often they are sent, and together with others', async () => {
    const goods = await till.stocked([5]);
    const [past, other] = [pastOrder(goods, 1), pastOrder(goods, 1)];
    await takeOver(goods.companyId, [past]);

    expect((await takeOver(goods.companyId, [past, other])).taken).toBe(1);
    expect((await takeOver(goods.companyId, [past, other])).taken).toBe(0);

    await eventually(async () => (await stockOf(goods)).onHand === 3);
    await expect(takeOver(goods.companyId, [{ ...past, freightFen: 601n }])).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
  });

  it('that sold more than a lot had are refused, all of them', async () => {
    const goods = await till.stocked([5]);
    const [past, tooMuch] = [pastOrder(goods, 1), pastOrder(goods, 5)];

    await expect(takeOver(goods.companyId, [past, tooMuch])).rejects.toMatchObject({
      code: 'stock.sold_out',
      details: { shortages: [{ skuId: goods.skuId, wanted: 6, available: 5 }] },
    });

    expect(await stockOf(goods)).toMatchObject({ onHand: 5, held: 0 });
    await takeOver(goods.companyId, [past]);
  });

  it('of goods of another company are not found', async () => {
    const [goods, others] = [await till.stocked([5]), await till.stocked([5])];

    await expect(takeOver(goods.companyId, [pastOrder(others, 1)])).rejects.toMatchObject({ code: 'not_found' });
  });

  it('cannot have been received before they were sent', async () => {
    const goods = await till.stocked([5]);

    await expect(takeOver(goods.companyId, [{ ...pastOrder(goods, 1), deliveredAt: day(1) }])).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'orders[0].deliveredAt' },
    });
  });
});

describe('Payments of a former shop', () => {
  const past = (amountFen: number) => {
    const paymentId = PaymentId.new();
    const settledAt = '2025-05-01T03:00:00Z';
    return {
      do: 'takeOver',
      paymentId,
      orderId: OrderId.new(),
      companyId: OrderId.new(),
      customer: 'c',
      amountFen,
      settledAt,
    };
  };

  it('are with the provider from then on, also after it was away, and can be given back', async () => {
    const call = past(900);
    const { id } = (await till.ask(call)) as unknown as { id: string };
    expect(await till.ask(call)).toEqual({ id });
    expect(await till.ask({ ...call, amountFen: 901 })).toMatchObject({ error: { code: 'key_reused' } });

    await till.closeProvider();
    await till.openProvider();

    expect(await till.ask({ do: 'find', paymentId: call.paymentId })).toMatchObject({
      payments: [{ id, status: 'SUCCEEDED', receivedFen: 900 }],
    });
    const refund = { do: 'refund', key: 'k', id, amountFen: 500, metadata: { refund_id: 'r' } };
    expect(await till.ask(refund)).toMatchObject({ refund: { status: 'SUCCEEDED' } });
    expect(await till.ask({ ...refund, key: 'l' })).toMatchObject({ error: { code: 'not_refundable' } });
  });
});
