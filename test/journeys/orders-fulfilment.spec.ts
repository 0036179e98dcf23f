import { describe, expect, it } from '@jest/globals';
import { Fulfilment, LineReallocatedSchema } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Order_Status as Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { LotId, OrderId, PersonId, ReallocationId, ShipmentId } from '#kernel/id.js';
import { asService, eventually } from '#testing/running-service.js';
import { daysFromNow, times, won } from '../../apps/catalog/src/given.js';
import { packingAt, TRACKING, type Paid } from './packing.js';
import { openTill, signedIn, type Goods } from './till.js';

const till = openTill();
const { paidOrder, ship, reallocate, refunded, pickList } = packingAt(till);

describe('The pick list', () => {
  it('says how many pieces of which lot, first expiring first, and for which orders', async () => {
    const noodles = await till.stocked([2, 10], { title: '宽粉' });
    const one = await paidOrder([noodles, 1]);
    const two = await paidOrder([noodles, 3]);

    const list = await pickList(one);

    expect(list).toMatchObject({
      orders: 2,
      more: false,
      items: [
        { skuId: noodles.skuId, pieces: 2, lot: { lotId: noodles.lotIds[0], expiresOn: daysFromNow(30) } },
        { skuId: noodles.skuId, pieces: 2, lot: { lotId: noodles.lotIds[1], supplierName: '李家沟合作社' } },
      ],
    });
    expect(list.items[0]!.pickedFor).toMatchObject([
      { orderId: one.orderId, lineId: one.lines[0], pieces: 1 },
      { orderId: two.orderId, pieces: 1 },
    ]);
    expect(await pickList(one, 1)).toMatchObject({ orders: 1, more: true, items: [{ pieces: 1 }] });
  });

  it('shows nothing that left or was refunded, and nothing that is not paid', async () => {
    const noodles = await till.stocked([10]);
    const order = await paidOrder([noodles, 5]);
    await till.placed(noodles, 2);

    await ship(order, [2]);
    await refunded(order, 0, 1);
    expect((await pickList(order)).items).toMatchObject([{ pieces: 2 }]);
    await ship(order, [2]);

    expect((await pickList(order)).items).toEqual([]);
  });

  it('refuses more orders than a table holds', async () => {
    const order = await paidOrder([await till.stocked([1]), 1]);

    for (const orders of [-1, 501]) {
      await expect(pickList(order, orders)).rejects.toMatchObject({ details: { field: 'orders' } });
    }
  });
});

describe('Packing', () => {
  it('begins once, and only of what is paid', async () => {
    const order = await paidOrder([await till.stocked([5]), 1]);
    const begin = (orderId: string) =>
      till.orders.call(Fulfilment.method.beginPacking, { companyId: order.companyId, orderId }, order.packer);

    const first = await begin(order.orderId);
    const again = await begin(order.orderId);

    expect(first.order!.packedAt).toBeDefined();
    expect(again.order!.packedAt).toEqual(first.order!.packedAt);
    const unpaid = await till.placed(await till.stocked([5], { companyId: order.companyId }));
    await expect(begin(unpaid.order.orderId)).rejects.toMatchObject({ code: 'order.not_packable' });
    await expect(begin(OrderId.new())).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('A parcel', () => {
  it('leaves with some of an order, and the order is shipped with the last of it', async () => {
    const [noodles, apples] = [await till.stocked([10]), undefined];
    const potatoes = apples ?? (await till.stocked([10], { companyId: noodles.companyId }));
    const order = await paidOrder([noodles, 2], [potatoes, 3]);

    expect((await ship(order, [2, 1])).orderStatus).toBe(Status.PAID);
    const last = await ship(order, [0, 2], { trackingNumber: ' sf 9876543210987 ' });

    expect(last).toMatchObject({ orderStatus: Status.SHIPPED, shipment: { trackingNumber: 'SF9876543210987' } });
    const seen = await till.order(order.orderId, order.token);
    expect(seen).toMatchObject({
      status: Status.SHIPPED,
      packedAt: expect.anything(),
      shipments: [{ ...TRACKING }, { shipmentId: last.shipment!.shipmentId, lines: [{ quantity: 2 }] }],
      lines: [{ shippedQuantity: 2 }, { shippedQuantity: 3 }],
    });
    await expect(ship(order, [1, 0])).rejects.toMatchObject({ code: 'order.not_packable' });
  });

  it('holds no more than was neither shipped nor refunded', async () => {
    const order = await paidOrder([await till.stocked([10]), 5]);
    await refunded(order, 0, 1);
    await ship(order, [2]);

    await expect(ship(order, [3])).rejects.toMatchObject({
      code: 'shipment.too_many',
      details: { lineId: order.lines[0], left: 2 },
    });
    expect((await ship(order, [2])).orderStatus).toBe(Status.SHIPPED);
  });

  it('of the last pieces leaves once, however many pack them at once', async () => {
    const order = await paidOrder([await till.stocked([10]), 5]);
    // Three are left to ship: only the order's lock keeps the second parcel back, the table would let it pass.
    await refunded(order, 0, 2);

    // Nobody is late for want of a connection.
    await Promise.all(times(12, () => pickList(order)));

    const parcels = await Promise.allSettled(times(12, () => ship(order, [2])));

    expect(parcels.filter(won)).toHaveLength(1);
  });

  it('is the same when it is told again, and refused with other content', async () => {
    const order = await paidOrder([await till.stocked([10]), 3]);
    const shipmentId = ShipmentId.new();

    const told = await Promise.all(times(3, () => ship(order, [2], { shipmentId })));

    for (const again of told) expect(again.shipment).toEqual(told[0]!.shipment);
    await expect(ship(order, [1], { shipmentId })).rejects.toMatchObject({ code: 'request.repeated_differently' });
    const other = await paidOrder([await till.stocked([1], { companyId: order.companyId }), 1]);
    await expect(ship(other, [1], { shipmentId })).rejects.toMatchObject({ code: 'request.repeated_differently' });
  });

  it('is refused with a number that is none of its carrier’s, or of no line of the order', async () => {
    const order = await paidOrder([await till.stocked([10]), 3]);
    const bad = (more: object, field: string) =>
      expect(ship(order, [1], more)).rejects.toMatchObject({ code: 'request.invalid', details: { field } });

    await bad({ trackingNumber: 'JT1234567890123' }, 'trackingNumber');
    await bad({ trackingNumber: '' }, 'trackingNumber');
    await bad({ carrier: 'PIGEON' }, 'carrier');
    await bad({ shipmentId: 'one' }, 'shipmentId');
    await bad({ lines: [] }, 'lines');
    await bad({ lines: [{ lineId: order.lines[0], quantity: 0 }] }, 'lines[0].quantity');
    await bad({ lines: times(2, () => ({ lineId: order.lines[0], quantity: 1 })) }, 'lines');
    await bad({ lines: [{ lineId: ShipmentId.new(), quantity: 1 }] }, 'lines[0].lineId');
    expect((await till.order(order.orderId, order.token)).shipments).toEqual([]);
  });

  it('has its number corrected, and keeps what stood there', async () => {
    const order = await paidOrder([await till.stocked([10]), 1]);
    const { shipment } = await ship(order, [1]);
    const correct = (carrier: string, trackingNumber: string) =>
      till.orders.call(
        Fulfilment.method.correctTracking,
        { companyId: order.companyId, shipmentId: shipment!.shipmentId, carrier, trackingNumber },
        order.packer,
      );

    for (const _ of [1, 2]) await correct('YTO', 'YT1234567890123');

    expect((await till.order(order.orderId, order.token)).shipments).toMatchObject([
      { carrier: 'YTO', trackingNumber: 'YT1234567890123' },
    ]);
    expect(
      await till.orders.sql('SELECT carrier, tracking_number FROM tracking_correction WHERE shipment_id = $1', [
        shipment!.shipmentId,
      ]),
    ).toEqual([{ carrier: 'SF', tracking_number: TRACKING.trackingNumber }]);
    await expect(correct('YTO', '123')).rejects.toMatchObject({ details: { field: 'trackingNumber' } });
  });

  it('goes with a carrier of the list', async () => {
    const { carriers } = await till.orders.call(Fulfilment.method.listCarriers, {});

    expect(carriers[0]).toEqual(expect.objectContaining({ code: 'SF', name: '顺丰速运' }));
    for (const { trackingShape } of carriers) expect(() => new RegExp(trackingShape)).not.toThrow();
  });
});

describe('An order that left', () => {
  const completeIn = async ({ orderId }: Paid) => {
    const [row] = await till.orders.sql<{ days: number | null }>(
      `SELECT round(extract(epoch FROM complete_at - now()) / 86400)::int AS days FROM orders WHERE order_id = $1`,
      [orderId],
    );
    return row!.days;
  };
  const deliver = ({ companyId, packer }: Paid, shipmentId: string) =>
    till.orders.call(Fulfilment.method.markDelivered, { companyId, shipmentId }, packer);
  const confirm = ({ orderId, token }: Paid, by = token) =>
    till.orders.call(Fulfilment.method.confirm, { orderId }, by);

  it('is completed by its buyer, once it has left altogether', async () => {
    const order = await paidOrder([await till.stocked([10]), 2]);
    await ship(order, [1]);
    await expect(confirm(order)).rejects.toMatchObject({ code: 'order.not_shipped' });
    await ship(order, [1]);

    for (const stranger of [signedIn(), order.packer]) {
      await expect(confirm(order, stranger)).rejects.toMatchObject({ code: 'not_found' });
    }
    const answers = await Promise.all(times(3, () => confirm(order)));

    for (const answer of answers) {
      expect(answer.order).toMatchObject({ status: Status.COMPLETED, completedAt: expect.anything() });
      expect(answer.order!.shipments.every(({ deliveredAt }) => deliveredAt)).toBe(true);
    }
    expect(await completeIn(order)).toBeNull();
  });

  it('is completed without a word 15 days after it left, or 7 after its last parcel was delivered', async () => {
    const order = await paidOrder([await till.stocked([10]), 2]);
    const [one, two] = [(await ship(order, [1])).shipment!, (await ship(order, [1])).shipment!];
    expect(await completeIn(order)).toBe(15);

    await deliver(order, one.shipmentId);
    expect(await completeIn(order)).toBe(15);
    const first = await deliver(order, two.shipmentId);
    expect(await completeIn(order)).toBe(7);
    // The first word counts.
    expect((await deliver(order, two.shipmentId)).shipment!.deliveredAt).toEqual(first.shipment!.deliveredAt);

    await till.orders.sql('UPDATE orders SET complete_at = now() WHERE order_id = $1', [order.orderId]);
    await till.until(order.orderId, order.token, Status.COMPLETED);
  });

  it('is delivered by its carrier’s word as well', async () => {
    const order = await paidOrder([await till.stocked([10]), 1]);
    const trackingNumber = `JT${String(Date.now())}`;
    await ship(order, [1], { carrier: 'JT', trackingNumber } as never);
    const word = { carrier: 'JT', trackingNumber };

    const told = () => till.orders.call(Fulfilment.method.takeCarrierWord, word, asService('operator'));

    expect(await told()).toMatchObject({ shipments: 1 });
    expect(await told()).toMatchObject({ shipments: 0 });
    expect(await completeIn(order)).toBe(7);
  });

  it('in part is shipped altogether when the rest is refunded', async () => {
    const order = await paidOrder([await till.stocked([10]), 3]);
    await ship(order, [2]);
    await refunded(order, 0, 1);

    await till.until(order.orderId, order.token, Status.SHIPPED);
    expect(await completeIn(order)).toBe(15);
  });
});

describe('Another lot than was held', () => {
  const onHand = async (goods: Goods) =>
    Object.fromEntries((await till.farm.stock(goods)).lots.map(({ lotId, onHand }) => [lotId, onHand]));
  const lotsOf = async ({ orderId }: Paid) => {
    const [row] = await till.orders.sql<{ allocations: { lotId: string; pieces: number }[] }>(
      'SELECT allocations FROM order_line WHERE order_id = $1',
      [orderId],
    );
    return Object.fromEntries(row!.allocations.map(({ lotId, pieces }) => [lotId, pieces]));
  };

  it('goes out: the pieces move in the store, and the line says so', async () => {
    const noodles = await till.stocked([5, 5]);
    const [early, late] = noodles.lotIds as [LotId, LotId];
    const order = await paidOrder([noodles, 3]);

    const { reallocation } = await reallocate(order, early, late, 2);

    expect(reallocation!.allocations).toMatchObject([
      { lotId: early, pieces: 1 },
      { lotId: late, pieces: 2 },
    ]);
    expect(await onHand(noodles)).toEqual({ [early]: 4, [late]: 3 });
    expect(await till.farm.unbalanced()).toEqual([]);
    expect((await pickList(order)).items).toMatchObject([
      { lot: { lotId: early }, pieces: 1 },
      { lot: { lotId: late }, pieces: 2 },
    ]);
    const told = (await till.orders.published(LineReallocatedSchema)).filter((one) => one.orderId === order.orderId);
    expect(told).toMatchObject([{ from: { lotId: early, pieces: 2 }, to: { lotId: late, pieces: 2 } }]);
    expect((await till.order(order.orderId, order.token)).packedAt).toBeDefined();
  });

  it('goes out once, however often it is told', async () => {
    const noodles = await till.stocked([5, 5]);
    const [early, late] = noodles.lotIds as [LotId, LotId];
    const order = await paidOrder([noodles, 3]);
    const id = ReallocationId.new();

    await Promise.all(times(4, () => reallocate(order, early, late, 2, id)));

    expect(await onHand(noodles)).toEqual({ [early]: 4, [late]: 3 });
    expect(
      await till.orders.published(LineReallocatedSchema).then((all) => all.filter((one) => one.reallocationId === id)),
    ).toHaveLength(1);
    await expect(reallocate(order, early, late, 1, id)).rejects.toMatchObject({ code: 'request.repeated_differently' });
  });

  it('is refused beyond what is still to leave of the lot', async () => {
    const noodles = await till.stocked([5, 5]);
    const [early, late] = noodles.lotIds as [LotId, LotId];
    const order = await paidOrder([noodles, 3]);
    await ship(order, [1]);

    await expect(reallocate(order, early, late, 3)).rejects.toMatchObject({
      code: 'reallocation.too_many',
      details: { left: 2 },
    });
    const asks = await Promise.allSettled(times(5, () => reallocate(order, early, late, 1)));
    expect(asks.filter(won)).toHaveLength(2);
    await ship(order, [2]);
    await expect(reallocate(order, late, early, 1)).rejects.toMatchObject({ code: 'order.not_packable' });
  });

  it('is refused where it is promised to others, too old, or not there; and refused again for the same id', async () => {
    const noodles = await till.stocked([5, 2]);
    const [early, late] = noodles.lotIds as [LotId, LotId];
    const order = await paidOrder([noodles, 5]);
    await till.placed(noodles, 1);
    const id = ReallocationId.new();

    for (const _ of [1, 2]) {
      await expect(reallocate(order, early, late, 2, id)).rejects.toMatchObject({
        code: 'stock.sold_out',
        details: { shortages: [{ wanted: 2, available: 1 }] },
      });
    }
    await till.catalog.sql('UPDATE stock SET expires_on = current_date WHERE lot_id = $1', [late]);
    await expect(reallocate(order, early, late, 1)).rejects.toMatchObject({ code: 'lot.not_sellable' });
    await expect(reallocate(order, early, LotId.new(), 1)).rejects.toMatchObject({ code: 'not_found' });
    await expect(reallocate(order, early, early, 1)).rejects.toMatchObject({ details: { field: 'toLotId' } });
    await expect(reallocate(order, early, late, 0)).rejects.toMatchObject({ details: { field: 'pieces' } });
    expect(await lotsOf(order)).toEqual({ [early]: 5 });
  });

  it('that catalog moved and nobody heard of is told by the sweeper', async () => {
    const noodles = await till.stocked([5, 5]);
    const [early, late] = noodles.lotIds as [LotId, LotId];
    const order = await paidOrder([noodles, 3]);
    const reallocationId = ReallocationId.new();
    // As a process leaves it that is killed between the two transactions.
    await till.orders.sql(
      `INSERT INTO reallocation (company_id, reallocation_id, order_id, line_id, from_lot_id, to_lot_id, pieces, reason, asked_by, due_at)
       VALUES ($1, $2, $3, $4, $5, $6, 2, '', $7, now())`,
      [order.companyId, reallocationId, order.orderId, order.lines[0], early, late, PersonId.new()],
    );

    await eventually(async () => (await lotsOf(order))[late] === 2);

    expect(await onHand(noodles)).toEqual({ [early]: 4, [late]: 3 });
  });
});

describe('One lot, several listings, one stock (openfoodfoundation#1859)', () => {
  it('pieces of one lot sold in two sizes and moved between lots stay what was packed of it', async () => {
    const big = await till.stocked([6], { netG: 1_000 });
    const small = { ...(await till.farm.sku({ companyId: big.companyId, productId: big.productId, netG: 500 })) };
    const [shared] = big.lotIds as [LotId];
    await till.farm.pack(small, shared, 4);
    const { lotId: other } = await till.farm.lot(big.companyId, big.productId);
    await till.farm.pack(small, other, 4);
    const order = await paidOrder([{ ...small, lotIds: [shared, other] } as Goods, 4]);

    await reallocate(order, shared, other, 3);

    expect((await till.farm.stock(small)).lots).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ lotId: shared, onHand: 3 }),
        expect.objectContaining({ lotId: other, onHand: 1 }),
      ]),
    );
    expect((await till.farm.stock(big)).onHand).toBe(6);
    expect(await till.farm.unbalanced()).toEqual([]);
  });
});
