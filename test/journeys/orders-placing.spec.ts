import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Fulfilment } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import {
  Order_Status as Status,
  OrderPlacedSchema,
  Orders,
  Payment_Status,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { CompanyId, IncubatorId, LiveSessionId, PersonId, SkuId } from '#kernel/id.js';
import { asService, eventually } from '#testing/running-service.js';
import { PlaceDesk } from '../../apps/orders/src/orders/place-desk.js';
import { daysFromNow, times } from '../../apps/catalog/src/given.js';
import { packerOf, packingAt } from './packing.js';
import { ADDRESS, checkoutOf, openTill, signedIn, type Goods } from './till.js';

const till = openTill();
afterEach(() => {
  jest.restoreAllMocks();
});

const { paidOrder, ship } = packingAt(till);

describe('Placing an order', () => {
  it('fixes lines, freight and total, and asks the provider for a payment', async () => {
    const noodles = await till.stocked([10], { priceFen: 2_500n, netG: 500, grossG: 600 });

    const { order, payment } = await till.placed(noodles, 3);

    expect(order).toMatchObject({
      companyId: noodles.companyId,
      status: Status.AWAITING_PAYMENT,
      lines: [{ skuId: noodles.skuId, quantity: 3, priceFen: 2_500n, amountFen: 7_500n }],
      totalFen: 7_500n + order.freightFen,
      shippingAddress: ADDRESS,
    });
    expect(Number(order.expiresAt!.seconds) - Date.now() / 1_000).toBeCloseTo(900, -1);
    expect(payment).toMatchObject({ provider: 'sandbox', status: Payment_Status.PENDING, amountFen: order.totalFen });
    expect(payment.clientSecret).not.toBe('');
    expect(await till.orders.published(OrderPlacedSchema)).toMatchObject([{ orderId: order.orderId }]);
  });

  it('answers a repeated checkout with its first order, however often and at once it comes', async () => {
    const noodles = await till.stocked([10]);
    const [checkout, token] = [checkoutOf([noodles, 2]), signedIn()];

    const answers = await Promise.all(times(8, () => till.place(checkout, token)));
    answers.push(await till.place(checkout, token));

    expect(new Set(answers.map(({ order }) => order!.orderId)).size).toBe(1);
    expect(new Set(answers.map(({ payment }) => payment!.clientSecret)).size).toBe(1);
    expect(await till.farm.available(noodles)).toBe(8);
    const { payments } = await till.ask({ do: 'find', paymentId: answers[0]!.payment!.paymentId });
    expect(payments).toHaveLength(1);
  });

  it('answers it also when catalog cannot', async () => {
    const noodles = await till.stocked([10]);
    const [checkout, token] = [checkoutOf([noodles, 2]), signedIn()];
    const { order } = await till.place(checkout, token);
    jest.spyOn(till.orders.instances[0]!.core.rpc, 'to').mockImplementation(() => {
      throw Object.assign(new Error(), { code: 'unavailable' });
    });

    const again = await till.place(checkout, token);

    expect(again.order!.orderId).toBe(order!.orderId);
    await expect(till.place(checkoutOf([noodles, 1]), token)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('refuses a checkout that comes with other content, and keeps the same id of another buyer apart', async () => {
    const noodles = await till.stocked([10]);
    const [checkout, token] = [checkoutOf([noodles, 1]), signedIn()];
    await till.place(checkout, token);

    const moved = { ...checkout, shippingAddress: { ...ADDRESS, detail: '城关区' } };
    await expect(till.place(moved, token)).rejects.toMatchObject({ code: 'checkout.changed' });
    const more = { ...checkout, lines: [{ skuId: noodles.skuId, quantity: 2 }] };
    await expect(till.place(more, token)).rejects.toMatchObject({ code: 'checkout.changed' });
    await till.place(moved, signedIn());
    expect(await till.farm.available(noodles)).toBe(8);
  });

  it('lets one of two twins win that differ', async () => {
    const noodles = await till.stocked([10]);
    const [checkout, token] = [checkoutOf([noodles, 1]), signedIn()];

    const twins = await Promise.allSettled([
      till.place(checkout, token),
      till.place({ ...checkout, shippingAddress: { ...ADDRESS, name: '李四' } }, token),
    ]);

    const outcomes = twins.map((twin) => (twin.status === 'rejected' ? twin.reason.code : 'placed') as string);
    expect(new Set(outcomes)).toEqual(new Set(['placed', 'checkout.changed']));
  });

  it('tells the price where it is not what the buyer saw, before anything is placed', async () => {
    const noodles = await till.stocked([10]);
    const [checkout, token] = [checkoutOf([noodles, 1]), signedIn()];

    const refusal = await till.place({ ...checkout, expectedTotalFen: 1n }, token).catch((error) => error);

    expect(refusal).toMatchObject({ code: 'price.changed', details: { totalFen: expect.stringMatching(/^\d+$/) } });
    const { orders } = await till.orders.call(Orders.method.listMine, {}, token);
    expect(orders).toEqual([]);
    const totalFen = BigInt(refusal.details.totalFen);
    expect((await till.place({ ...checkout, expectedTotalFen: totalFen }, token)).order!.totalFen).toBe(totalFen);
  });

  it('refuses a hold that is about to lapse, and places the rest of the batch', async () => {
    const noodles = await till.stocked([10]);
    const place = PlaceDesk.prototype.place;
    let first = true;
    jest.spyOn(PlaceDesk.prototype, 'place').mockImplementation(function (this: PlaceDesk, placing) {
      const holdUntil = first ? new Date(Date.now() + 5_000) : placing.holdUntil;
      first = false;
      return place.call(this, { ...placing, holdUntil });
    });

    const answers = await Promise.allSettled(times(6, () => till.place(checkoutOf([noodles, 1]), signedIn())));

    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'unavailable', details: { retryAfterS: 1 } } }]);
  });

  it('waits for a company to have a split rule, and names the latest that has started', async () => {
    const noodles = await till.farm.stocked([10]);
    const [checkout, token] = [checkoutOf([noodles, 1]), signedIn()];
    await till.approve(noodles.companyId, new Date(Date.now() + 3_600_000));
    await expect(till.place(checkout, token)).rejects.toMatchObject({ code: 'unavailable' });

    await till.approve(noodles.companyId, new Date(Date.now() - 120_000));
    const latest = await till.approve(noodles.companyId, new Date(Date.now() - 60_000));
    const { order } = await till.place(checkout, token);

    expect(await till.orders.sql('SELECT rule_id FROM order_line WHERE order_id = $1', [order!.orderId])).toEqual([
      { rule_id: latest },
    ]);
  });

  it.each([
    ['lines', { lines: [] }],
    ['lines[0].quantity', { lines: [{ skuId: SkuId.new(), quantity: 0 }] }],
    ['lines[0].skuId', { lines: [{ skuId: 'noodles', quantity: 1 }] }],
    ['checkoutId', { checkoutId: '' }],
    ['liveSessionId', { liveSessionId: 'tonight' }],
    ['expectedTotalFen', { expectedTotalFen: -1n }],
    ['shippingAddress', { shippingAddress: undefined }],
    ['shippingAddress.phone', { shippingAddress: { ...ADDRESS, phone: '110' } }],
    ['shippingAddress.detail', { shippingAddress: { ...ADDRESS, detail: ' ' } }],
    ['shippingAddress.name', { shippingAddress: { ...ADDRESS, name: '张'.repeat(41) } }],
  ])('refuses a bad %s by its name', async (field, bad) => {
    const checkout = checkoutOf([{ skuId: SkuId.new() } as never, 1]);

    await expect(till.place({ ...checkout, ...bad }, signedIn())).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field },
    });
  });

  it('knows no SKU that is not there, and takes one company at a time', async () => {
    const [noodles, apples] = [await till.stocked([10]), await till.stocked([10])];

    const nowhere = checkoutOf([{ skuId: SkuId.new() } as never, 1]);
    await expect(till.place(nowhere, signedIn())).rejects.toMatchObject({ code: 'not_found' });
    await expect(till.place(checkoutOf([noodles, 1], [apples, 1]), signedIn())).rejects.toMatchObject({
      code: 'order.several_companies',
    });
    const elsewhere = { ...checkoutOf([noodles, 1]), liveSessionId: LiveSessionId.new() };
    expect((await till.place(elsewhere, signedIn())).order!.liveSessionId).toBe('');
  });
});

describe('Reading orders', () => {
  const packerOf = (companyId: CompanyId) => signedIn({ memberships: [{ companyId, roles: ['packer'] }] });
  const hostOf = (companyId: CompanyId) => signedIn({ memberships: [{ companyId, roles: ['host'] }] });
  const mentorOf = (companyId: CompanyId) =>
    signedIn({ mandates: [{ incubatorId: IncubatorId.new(), role: 'mentor', companyIds: [companyId] }] });

  it('is for the buyer, who packs, and (masked) the mentor; nobody else knows of it', async () => {
    const noodles = await till.stocked([10]);
    const { order, payment, token } = await till.placed(noodles);
    const seenBy = (reader: string) => till.order(order.orderId, reader);

    // The secret is kept behind the answer that has it.
    await eventually(async () => (await seenBy(token)).payments[0]!.clientSecret !== '');
    expect(await seenBy(token)).toMatchObject({
      shippingAddress: ADDRESS,
      payments: [{ clientSecret: payment.clientSecret }],
    });
    expect(await seenBy(packerOf(noodles.companyId))).toMatchObject({
      shippingAddress: ADDRESS,
      payments: [{ clientSecret: '' }],
    });
    expect(await seenBy(mentorOf(noodles.companyId))).toMatchObject({
      shippingAddress: { name: '张**', phone: '139****5678', detail: '***' },
      payments: [{ clientSecret: '' }],
    });
    for (const stranger of [
      signedIn(),
      hostOf(noodles.companyId),
      packerOf(CompanyId.new()),
      mentorOf(CompanyId.new()),
    ]) {
      await expect(seenBy(stranger)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('pages a buyer’s orders over companies, and a company’s by status, newest first', async () => {
    const [noodles, apples] = [await till.stocked([10]), await till.stocked([10])];
    const token = signedIn();
    const ids: string[] = [];
    for (const goods of [noodles, apples, noodles]) {
      ids.unshift((await till.place(checkoutOf([goods, 1]), token)).order!.orderId);
    }

    const first = await till.orders.call(Orders.method.listMine, { pageSize: 2 }, token);
    const rest = await till.orders.call(Orders.method.listMine, { pageSize: 2, pageToken: first.nextPageToken }, token);
    expect([...first.orders, ...rest.orders].map(({ orderId }) => orderId)).toEqual(ids);
    expect(rest.nextPageToken).toBe('');

    const list = (status: Status) =>
      till.orders.call(
        Orders.method.listOfCompany,
        { companyId: noodles.companyId, status },
        packerOf(noodles.companyId),
      );
    expect((await list(Status.STATUS_UNSPECIFIED)).orders.map(({ orderId }) => orderId)).toEqual([ids[0], ids[2]]);
    expect((await list(Status.PAID)).orders).toEqual([]);
    await expect(till.orders.call(Orders.method.listMine, { pageToken: 'x' }, token)).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('keeps name, phone and detail sealed, and finds the phone by its blind index', async () => {
    const { order } = await till.placed(await till.stocked([10]));

    const [row] = await till.orders.sql<{ all: string; found: boolean }>(
      `SELECT o::text || encode(address_sealed, 'escape') AS all FROM orders o WHERE order_id = $1`,
      [order.orderId],
    );

    for (const word of [ADDRESS.phone, ADDRESS.name, ADDRESS.detail]) expect(row!.all).not.toContain(word);
  });

  it('tells catalog which holds became orders', async () => {
    const { order } = await till.placed(await till.stocked([10]));
    const [placed] = await till.orders.sql<{ hold_id: string }>('SELECT hold_id FROM orders WHERE order_id = $1', [
      order.orderId,
    ]);

    const { holdIds } = await till.orders.call(
      Orders.method.whichPlaced,
      { holdIds: [placed!.hold_id, PersonId.new()] },
      asService('catalog'),
    );

    expect(holdIds).toEqual([placed!.hold_id]);
  });
});

describe('A company’s orders', () => {
  const mentorOf = (companyId: CompanyId) =>
    signedIn({ mandates: [{ incubatorId: IncubatorId.new(), role: 'mentor', companyIds: [companyId] }] });
  const list = (companyId: CompanyId, filter: object, by = packerOf(companyId)) =>
    till.orders.call(Orders.method.listOfCompany, { companyId, ...filter }, by);
  const ids = async (companyId: CompanyId, filter: object) =>
    (await list(companyId, filter)).orders.map(({ orderId }) => orderId);

  it('are found by day, session, status, id, phone and title', async () => {
    const noodles = await till.stocked([10], { title: '宽粉 500g' });
    const { companyId } = noodles;
    const apples = await till.stocked([10], { companyId, title: '花牛苹果 5kg' });
    const session = await till.farm.onAir(companyId, [apples.skuId]);
    const place = async (goods: Goods, more: object = {}) => {
      const { order } = await till.place({ ...checkoutOf([goods, 1]), ...more }, signedIn());
      return order!.orderId;
    };
    const old = await place(noodles);
    await till.orders.sql(`UPDATE orders SET placed_at = placed_at - interval '3 days' WHERE order_id = $1`, [old]);
    const live = await place(apples, { liveSessionId: session });
    const shippingAddress = { ...checkoutOf([noodles, 1]).shippingAddress, phone: '13800138000' };
    const phoned = await place(noodles, { shippingAddress });

    expect(await ids(companyId, {})).toEqual([phoned, live, old]);
    expect(await ids(companyId, { liveSessionId: session })).toEqual([live]);
    expect(await ids(companyId, { q: '花牛' })).toEqual([live]);
    expect(await ids(companyId, { q: '500G' })).toEqual([phoned, old]);
    expect(await ids(companyId, { q: '13800138000' })).toEqual([phoned]);
    expect(await ids(companyId, { q: old.toUpperCase() })).toEqual([old]);
    expect(await ids(companyId, { q: '%' })).toEqual([]);
    expect(await ids(companyId, { placedUntil: daysFromNow(-1) })).toEqual([old]);
    expect(await ids(companyId, { placedFrom: daysFromNow(0), q: '宽粉' })).toEqual([phoned]);
    expect(await ids(companyId, { status: Status.PAID })).toEqual([]);
    const first = await list(companyId, { q: '宽粉', pageSize: 1 });
    // What is placed meanwhile moves no page.
    await place(noodles);
    expect(await ids(companyId, { q: '宽粉', pageSize: 1, pageToken: first.nextPageToken })).toEqual([old]);
    await expect(ids(companyId, { placedFrom: '2026-02-30' })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(ids(companyId, { placedFrom: '2026-02-02', placedUntil: '2026-02-01' })).rejects.toMatchObject({
      details: { field: 'placedUntil' },
    });
  });

  it('show buyers’ addresses to who packs, and every look is written down', async () => {
    const order = await paidOrder([await till.stocked([5]), 1]);
    const [packer, mentor] = [order.packer, mentorOf(order.companyId)];

    expect((await till.order(order.orderId, packer)).shippingAddress!.name).toBe('张小梅');
    expect((await list(order.companyId, {}, packer)).orders[0]!.shippingAddress!.detail).not.toBe('***');
    expect((await list(order.companyId, {}, mentor)).orders[0]!.shippingAddress!.detail).toBe('***');
    await till.order(order.orderId, order.token);

    const looks = await till.orders.sql<{ place: string }>(
      'SELECT place FROM address_look WHERE order_id = $1 ORDER BY looked_at',
      [order.orderId],
    );
    expect(looks.map(({ place }) => place)).toEqual(['order', 'list']);
  });

  it('that wait too long for their parcels stand in a list, the longest waiting first', async () => {
    const noodles = await till.stocked([20]);
    const { companyId } = noodles;
    const paid = [];
    for (const hours of [50, 49, 47]) {
      const order = await paidOrder([noodles, 2]);
      await till.orders.sql('UPDATE orders SET paid_at = now() - make_interval(hours => $2) WHERE order_id = $1', [
        order.orderId,
        hours,
      ]);
      paid.push(order);
    }
    const overdue = (more: object = {}) =>
      till.orders.call(Fulfilment.method.listOverdue, { companyId, ...more }, packerOf(companyId));
    await ship(paid[1]!, [1]);

    const first = await overdue({ pageSize: 1 });
    const rest = await overdue({ pageToken: first.nextPageToken });

    expect(first.orders).toMatchObject([{ orderId: paid[0]!.orderId, piecesLeft: 2 }]);
    expect(rest.orders).toMatchObject([{ orderId: paid[1]!.orderId, piecesLeft: 1 }]);
    await ship(paid[1]!, [1]);
    expect((await overdue()).orders).toHaveLength(1);
  });
});
