import { describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { brokenBooks } from '../faults/books.js';
import type { Order } from './answers.js';
import { givenBuyer, journalsOf, of } from './buyer.js';
import { dayFromNow, givenShop, type Shop } from './shop.js';
import { eventually, wholeSystem } from './whole-system.js';

// A loaded machine takes its time, and a test that gives up early fails for nothing.
jest.setTimeout(240_000);

const system = wholeSystem();

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

/** Lilies that are harvested in three weeks, at most half of what is expected on sale: 20 pieces of a kilogram. */
async function preSale(shop: Shop, productId: string, pieces = 20) {
  const { supplierId } = (
    await shop.door.post<{ supplier: { supplierId: string } }>(shop.path('/suppliers'), {
      ...{ name: '魏家', kind: 'HOUSEHOLD', regionCode: '620103' },
    })
  ).supplier;
  const { skuId } = (
    await shop.door.post<{ sku: { skuId: string } }>(shop.path('/skus'), {
      ...{ productId, title: '鲜百合 1kg', priceFen: '5900', netG: 1_000, grossG: 1_200 },
      ...{ purchaseKind: 'OUTRIGHT', returnClass: 'FRESH' },
    })
  ).sku;
  const lotId = randomUUID();
  await shop.door.post(shop.path('/pre-sales'), {
    ...{ lotId, productId, supplierId, originCode: '620103', grade: '特级', expectedOn: dayFromNow(21) },
    ...{ expectedG: '40000', shareBp: 5_000, shipWithinDays: 7, keepsDays: 60 },
    ...{ pricePerKgFen: '2800', referencePerKgFen: '2500' },
  });
  const offeringId = randomUUID();
  await shop.door.post(shop.path(`/pre-sales/${lotId}/offerings`), { offeringId, skuId, pieces });
  return { skuId, lotId, supplierId };
}

const picked = async (shop: Shop) =>
  (await shop.door.get<{ items: { pieces: number }[] }>(shop.path('/pick-list'))).items;

const stateOf = async (buyer: Awaited<ReturnType<typeof givenBuyer>>, order: Order) =>
  (await buyer.order(order)).preSale?.state;

describe('Lilies sold before they are harvested', () => {
  it('are promised in a room, shared when fewer grew, shipped, and paid back when they are late', async () => {
    const shop = await givenShop(system);
    const { productId } = await shop.sells({ title: '兰州百合', lots: [] });
    const lilies = await preSale(shop, productId);
    const late = await preSale(shop, productId);
    const session = await shop.goesLive([lilies]);
    const [first, second, third, patient] = [
      await givenBuyer(system),
      await givenBuyer(system),
      await givenBuyer(system),
      await givenBuyer(system),
    ];

    // The room and the quote say by when it leaves.
    const shipBy = (await first.quote([of(lilies, 4)])).preSale?.shipBy;
    expect(shipBy! > dayFromNow(26)).toBe(true);
    expect(session.bag).toMatchObject([{ skuId: lilies.skuId, available: 20, preSale: { shipBy } }]);
    await expect(first.quote([of(lilies), of(late)])).rejects.toMatchObject({ code: 'order.pre_sale_apart' });

    const orders = [
      await first.buys([of(lilies, 8)], { liveSessionId: session.liveSessionId }),
      await second.buys([of(lilies, 8)]),
      await third.buys([of(lilies, 2)]),
    ] as [Order, Order, Order];
    const waits = await patient.buys([of(late, 1)]);
    expect(await picked(shop)).toEqual([]);

    // Of 18 kilograms that were promised eleven grew: eight for the first, none for the second, two for the third.
    const harvest = { harvestedOn: today(), massG: '11000' };
    await shop.door.post(shop.path(`/pre-sales/${lilies.lotId}/harvest`), harvest);
    const unlucky = await second.until(orders[1], ['REFUNDED']);
    expect(unlucky.refunds).toMatchObject([{ kind: 'PRE_SALE', amountFen: unlucky.totalFen }]);
    expect(await stateOf(first, orders[0])).toBe('READY');
    expect(await stateOf(third, orders[2])).toBe('READY');
    expect((await picked(shop)).map(({ pieces }) => pieces)).toEqual([10]);

    for (const [buyer, order] of [
      [first, orders[0]],
      [third, orders[2]],
    ] as const) {
      const lines = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
      const parcel = { shipmentId: randomUUID(), carrier: 'SF', trackingNumber: 'SF1234567890123', lines };
      await shop.door.post(shop.path(`/orders/${order.orderId}/shipments`), parcel);
      await buyer.until(order, ['SHIPPED']);
    }
    // The kilogram that is left over is ready goods now, and the farmer is owed for what grew.
    await eventually('the harvest settled', async () => (await shop.stockOf(lilies)).available === 1);
    await eventually('the farmer is owed', async () => {
      const [owed] = await system.sql<{ fen: string }>(
        'attribution',
        `SELECT sum(amount)::text AS fen FROM journal, unnest(accounts, amounts) AS leg (account, amount)
         WHERE company_id = $1 AND account = $2`,
        [shop.companyId, `payable:farmer:${lilies.supplierId}`],
      );
      return owed?.fen === String(11 * 2_800);
    });

    // The mentor sees what is about to be late; after its day the money goes back by itself.
    const made = 'UPDATE orders SET ship_by = $2, presale_due_at = $3 WHERE order_id = $1';
    await system.sql('orders', made, [waits.orderId, dayFromNow(2), dayFromNow(3)]);
    const { orders: overdue } = await shop.mentor.door.get<{ orders: { orderId: string; shipBy: string }[] }>(
      shop.path('/overdue-shipments'),
    );
    expect(overdue).toMatchObject([{ orderId: waits.orderId, shipBy: dayFromNow(2) }]);
    await system.sql('orders', made, [waits.orderId, dayFromNow(-1), dayFromNow(0)]);
    const back = await patient.until(waits, ['REFUNDED']);
    expect(back.refunds).toMatchObject([{ kind: 'PRE_SALE', amountFen: back.totalFen }]);
    for (const [buyer, order] of [
      [second, unlucky],
      [patient, back],
    ] as const) {
      await journalsOf(shop.owner.door, order, ['order_paid', 'order_refunded']);
      expect((await buyer.order(order)).refunds).toHaveLength(1);
    }

    expect(await brokenBooks(system, '30s')).toEqual([]);
  });
});
