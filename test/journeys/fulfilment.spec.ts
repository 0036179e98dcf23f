import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { brokenBooks } from '../faults/books.js';
import type { LedgerAccounts } from './answers.js';
import { givenBuyer, journalsOf, of, type Buyer } from './buyer.js';
import { givenShop, type Shop } from './shop.js';
import { eventually, wholeSystem } from './whole-system.js';

// A loaded machine takes its time, and a test that gives up early fails for nothing.
jest.setTimeout(180_000);

const system = wholeSystem();
let shop: Shop;
let buyer: Buyer;
beforeAll(async () => {
  shop = await givenShop(system);
  buyer = await givenBuyer(system);
});

interface PickList {
  items: { skuId: string; pieces: number; lot: { lotId: string }; pickedFor: { orderId: string; lineId: string }[] }[];
}

interface Shipped {
  shipment: { shipmentId: string };
  orderStatus: string;
}

describe('From a paid order to the buyer’s hands', () => {
  it('is picked, one piece goes out of another lot, leaves in two parcels, and is completed; the books agree', async () => {
    const potatoes = await shop.sells({
      lots: [
        { pieces: 3, expiresInDays: 20 },
        { pieces: 10, pricePerKgFen: 360 },
      ],
    });
    const [early, late] = potatoes.lots as [(typeof potatoes.lots)[0], (typeof potatoes.lots)[0]];
    const order = await buyer.buys([of(potatoes, 4)]);
    const path = shop.path(`/orders/${order.orderId}`);

    const list = await shop.door.get<PickList>(shop.path('/pick-list'));
    expect(list.items.map(({ lot, pieces }) => [lot.lotId, pieces])).toEqual([
      [early.lotId, 3],
      [late.lotId, 1],
    ]);
    await shop.door.post(`${path}/packing`);
    const { lineId } = list.items[0]!.pickedFor[0]!;
    const move = { reallocationId: randomUUID(), lineId, fromLotId: early.lotId, toLotId: late.lotId, pieces: 1 };
    await eventually('the piece out of the other lot', () =>
      shop.door.post(`${path}/reallocations`, { ...move, reason: '压坏' }),
    );

    const ship = (quantity: number, trackingNumber: string) =>
      shop.door.post<Shipped>(`${path}/shipments`, {
        ...{ shipmentId: randomUUID(), carrier: 'SF', trackingNumber, lines: [{ lineId, quantity }] },
      });
    expect((await ship(3, 'SF1000000000001')).orderStatus).toBe('PAID');
    const last = await ship(1, 'SF1000000000002');
    expect(last.orderStatus).toBe('SHIPPED');
    await shop.door.post(shop.path(`/shipments/${last.shipment.shipmentId}/delivered`));
    const { order: completed } = await buyer.door.post<{ order: { status: string; shipments: object[] } }>(
      `/orders/${order.orderId}/confirm`,
    );

    expect(completed).toMatchObject({ status: 'COMPLETED', shipments: [{}, {}] });
    const stock = await shop.stockOf(potatoes);
    expect(stock.lots).toMatchObject([
      { lotId: early.lotId, onHand: 1 },
      { lotId: late.lotId, onHand: 8 },
    ]);
    // Two pieces of 2.5 kg at 3.20, and two at 3.60: owed on consignment, and the company bears the difference.
    await journalsOf(shop.mentor.door, order, ['order_paid', 'line_reallocated']);
    const { accounts } = await shop.mentor.door.get<LedgerAccounts>(shop.path('/ledger-accounts'));
    const owed = (supplierId: string) =>
      accounts.find(({ name }) => name === `payable:farmer:${supplierId}`)?.balanceFen;
    expect([owed(early.supplierId), owed(late.supplierId)]).toEqual(['1600', '1800']);
    expect(await brokenBooks(system, '20s')).toEqual([]);
  });
});
