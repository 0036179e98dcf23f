import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Coupons, NewCoupon_Kind as Kind } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Holds } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import {
  OrderExpiredSchema,
  OrderPaidSchema,
  OrderPlacedSchema,
  Orders,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { CompanyId, CouponId, IncubatorId, OrderId, PersonId, SkuId } from '#kernel/id.js';
import { rpcSubject } from '#messaging/subjects.js';
import { asPerson, asService, eventually, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, Farm, lostBy, times, won } from '../given.js';

const catalog = runningService('catalog', CatalogModule, { replicas: 2 });
const farm = new Farm(catalog);

// Orders, that never heard of any hold.
let broker: NatsConnection;
beforeAll(async () => {
  broker = await connect({ servers: catalog.broker.url });
  broker.subscribe(rpcSubject(Orders.method.whichPlaced), {
    callback: (_, message) => {
      message.respond(JSON.stringify({ response: { holdIds: [] }, isDisposed: true }));
    },
  });
  await broker.flush();
});
afterAll(() => broker.close());

const member = (companyId: CompanyId) =>
  asPerson({ personId: PersonId.new(), memberships: [{ companyId, roles: ['seller'] }], mandates: [] });
const mentor = (companyId: CompanyId) =>
  asPerson({
    personId: PersonId.new(),
    memberships: [],
    mandates: [{ incubatorId: IncubatorId.new(), role: 'mentor', companyIds: [companyId] }],
  });

const inDays = (days: number) => timestampFromDate(new Date(Date.now() + days * 86_400_000));
const terms = {
  code: 'XIN-KE',
  title: '新客立减 5 元',
  kind: Kind.AMOUNT,
  amountFen: 500n,
  startsAt: inDays(-1),
  endsAt: inDays(30),
  quota: 10,
  perBuyer: 1,
};
const made = (companyId: CompanyId, of = {}) =>
  catalog.call(Coupons.method.create, { companyId, couponId: CouponId.new(), ...terms, ...of }, member(companyId));
const madeByFund = (companyId: CompanyId, of = {}) =>
  catalog.call(
    Coupons.method.createOfFund,
    { companyId, couponId: CouponId.new(), ...terms, ...of },
    mentor(companyId),
  );
const madeByPlatform = (companyId: CompanyId, of = {}) =>
  catalog.call(
    Coupons.method.createOfPlatform,
    { companyId, couponId: CouponId.new(), ...terms, ...of },
    asService('operator'),
  );
const list = (companyId: CompanyId, page = {}) =>
  catalog.call(Coupons.method.list, { companyId, ...page }, member(companyId));
const usedOf = async (companyId: CompanyId) => (await list(companyId)).coupons.map(({ used }) => used);
const quote = (skuId: SkuId, couponCodes: string[], quantity = 1) =>
  catalog.call(Holds.method.quote, { lines: [{ skuId, quantity }], regionCode: '621102', couponCodes });
const couponed = (lines: Parameters<typeof checkoutOf>[0], of = {}) =>
  checkoutOf(lines, { ...of, couponCodes: ['XIN-KE'] });
const refused = (why: string) => ({ code: 'coupon.refused', details: { couponCode: 'XIN-KE', why } });

describe('A quote with coupons', () => {
  it('takes them off and says what each gave', async () => {
    const noodles = await farm.stocked([10], { priceFen: 2_500n, netG: 500, grossG: 600 });
    const { companyId, skuId } = noodles;
    await made(companyId);
    await madeByFund(companyId, {
      code: 'JIJIN',
      kind: Kind.PERCENT,
      amountFen: 0n,
      percentOffBp: 1_000,
      capFen: 300n,
    });
    await madeByPlatform(companyId, { code: 'BAOYOU', kind: Kind.FREE_FREIGHT, amountFen: 0n });

    const quoted = await quote(skuId, ['baoyou', 'XIN-KE', ' jijin '], 2);

    // 50 yuan less 5, less a tenth but at most 3, and the freight of 6 yuan.
    expect(quoted).toMatchObject({
      freightFen: 600n,
      discountFen: 1_400n,
      totalFen: 4_200n,
      lines: [{ amountFen: 5_000n, discountFen: 1_400n }],
    });
    expect(quoted.coupons.map(({ payer, amountFen }) => [payer, amountFen])).toEqual(
      expect.arrayContaining([
        ['company', 500n],
        ['fund', 300n],
        ['platform', 600n],
      ]),
    );
    expect(await usedOf(companyId)).toEqual([0, 0, 0]);
  });

  it('refuses a coupon with its reason, in the buyer’s words', async () => {
    const noodles = await farm.stocked([10]);
    const { companyId, skuId } = noodles;
    await expect(quote(skuId, ['XIN-KE'])).rejects.toMatchObject({
      code: 'coupon.refused',
      details: { couponCode: 'XIN-KE', why: 'UNKNOWN', reason: '没有这张优惠券' },
    });

    await made(companyId, { startsAt: inDays(1) });
    await made(companyId, { code: 'GUO-QI', startsAt: inDays(-9), endsAt: inDays(-1) });
    await made(companyId, { code: 'MAN-JIAN', fromFen: 999_900n });

    await expect(quote(skuId, ['XIN-KE'])).rejects.toMatchObject(refused('NOT_YET'));
    await expect(quote(skuId, ['GUO-QI'])).rejects.toMatchObject({ details: { why: 'OVER' } });
    await expect(quote(skuId, ['MAN-JIAN'])).rejects.toMatchObject({ details: { why: 'BELOW_MINIMUM' } });
    await expect(quote(skuId, ['MAN-JIAN', 'MAN-JIAN'])).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(quote(skuId, ['优惠'])).rejects.toMatchObject({ details: { field: 'couponCodes[0]' } });
  });

  it('knows no coupon of another company', async () => {
    const [noodles, apples] = [await farm.stocked([10]), await farm.stocked([10])];
    await made(apples.companyId);

    await expect(quote(noodles.skuId, ['XIN-KE'])).rejects.toMatchObject(refused('UNKNOWN'));
  });

  it('counts a session’s coupon in that session only', async () => {
    const noodles = await farm.stocked([10]);
    const liveSessionId = await farm.onAir(noodles.companyId, [noodles.skuId]);
    await made(noodles.companyId, { liveSessionId });

    expect(await farm.hold(couponed([[noodles, 1]], { liveSessionId }))).toMatchObject({ discountFen: 500n });
    await expect(farm.hold(couponed([[noodles, 1]]))).rejects.toMatchObject(refused('NOTHING_TO_TAKE_OFF'));
  });
});

describe('A hold with a coupon', () => {
  it('shares the discount over its lines and answers its repeats alike', async () => {
    const noodles = await farm.stocked([10], { priceFen: 2_000n });
    const apples = await farm.stocked([10], { companyId: noodles.companyId, priceFen: 1_001n });
    await made(noodles.companyId);
    const checkout = couponed([
      [noodles, 1],
      [apples, 1],
    ]);

    const [held, again] = await Promise.all(times(2, () => farm.hold(checkout)));

    expect(held).toMatchObject({ discountFen: 500n, coupons: [{ code: 'XIN-KE', payer: 'company', amountFen: 500n }] });
    const shares = held!.lines.flatMap(({ discounts }) => discounts.map(({ amountFen }) => amountFen));
    expect(shares.reduce((sum, fen) => sum + fen, 0n)).toBe(500n);
    expect(shares).toHaveLength(2);
    expect(again!.holdId).toBe(held!.holdId);
    expect(await usedOf(noodles.companyId)).toEqual([1]);
    await expect(farm.hold({ ...checkout, couponCodes: [] })).rejects.toMatchObject({ code: 'checkout.changed' });
  });

  it('gives the last use to exactly one of many who ask at once, for whatever goods, from two instances', async () => {
    const companyId = CompanyId.new();
    // Each wants other goods: no lock of stock stands between them.
    const goods = await Promise.all(times(16, () => farm.stocked([10], { companyId })));
    await made(companyId, { quota: 3 });

    const answers = await Promise.allSettled(goods.map((sku) => farm.hold(couponed([[sku, 1]]))));

    expect(answers.filter(won)).toHaveLength(3);
    expect(answers.filter(lostBy('coupon.refused'))).toHaveLength(13);
    expect(await usedOf(companyId)).toEqual([3]);
    // Who was refused the coupon was promised no stock either.
    const left = await Promise.all(goods.map((sku) => farm.available(sku)));
    expect(left.filter((pieces) => pieces === 9)).toHaveLength(3);
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('counts what a buyer has used, also of several checkouts at once', async () => {
    const noodles = await farm.stocked([100]);
    await made(noodles.companyId, { perBuyer: 2 });
    const buyerId = PersonId.new();

    const answers = await Promise.allSettled(times(6, () => farm.hold(couponed([[noodles, 1]], { buyerId }))));

    expect(answers.filter(won)).toHaveLength(2);
    await expect(farm.hold(couponed([[noodles, 1]], { buyerId }))).rejects.toMatchObject(refused('BUYER_LIMIT'));
    await farm.hold(couponed([[noodles, 1]]));
  });

  it('uses none up where the goods are sold out', async () => {
    const noodles = await farm.stocked([1]);
    await made(noodles.companyId);

    await expect(farm.hold(couponed([[noodles, 2]]))).rejects.toMatchObject({ code: 'stock.sold_out' });

    expect(await usedOf(noodles.companyId)).toEqual([0]);
  });

  it('frees its use when it is freed, and keeps it when it is sold', async () => {
    const noodles = await farm.stocked([10]);
    const { companyId } = noodles;
    await made(companyId, { quota: 2 });
    const about = ({ holdId }: { holdId: string }) => ({ orderId: OrderId.new(), companyId, holdId });
    const buyerId = PersonId.new();
    const sold = await farm.hold(couponed([[noodles, 1]]));
    const expired = await farm.hold(couponed([[noodles, 1]], { buyerId }));
    await expect(farm.hold(couponed([[noodles, 1]]))).rejects.toMatchObject(refused('USED_UP'));

    await catalog.deliver(OrderPlacedSchema, about(expired));
    await catalog.deliver(OrderPaidSchema, about(sold));
    await catalog.deliver(OrderExpiredSchema, about(expired));

    await eventually(async () => (await usedOf(companyId))[0] === 1);
    await farm.hold(couponed([[noodles, 1]], { buyerId }));
    expect(await usedOf(companyId)).toEqual([2]);
    await eventually(async () => (await statuses(companyId)).join() === 'FREED,PROVISIONAL,SOLD');
    expect(await usedOf(companyId)).toEqual([2]);
  });

  it('takes it anew after it lapsed, and counts it again if its order was paid all the same', async () => {
    const noodles = await farm.stocked([10]);
    const { companyId } = noodles;
    await made(companyId, { quota: 1 });
    const checkout = couponed([[noodles, 1]]);
    const { holdId } = await farm.hold(checkout);
    await lapse(companyId, holdId);
    expect(await usedOf(companyId)).toEqual([0]);

    expect((await farm.hold(checkout)).holdId).toBe(holdId);
    expect(await usedOf(companyId)).toEqual([1]);

    await lapse(companyId, holdId);
    await catalog.deliver(OrderPaidSchema, { orderId: OrderId.new(), companyId, holdId });
    await eventually(async () => (await statuses(companyId))[0] === 'SOLD');
    expect(await usedOf(companyId)).toEqual([1]);
  });

  it('uses none up that nobody names', async () => {
    const noodles = await farm.stocked([10]);
    await made(noodles.companyId);
    await farm.hold(checkoutOf([[noodles, 1]]));

    expect(await usedOf(noodles.companyId)).toEqual([0]);
    expect(await catalog.sql('SELECT FROM coupon_use WHERE company_id = $1', [noodles.companyId])).toEqual([]);
  });
});

describe('Coupons of a company', () => {
  it('are made once, repeated, and never changed', async () => {
    const companyId = CompanyId.new();
    const couponId = CouponId.new();

    const [first, again] = await Promise.all(times(2, () => made(companyId, { couponId, code: 'xin-ke' })));

    expect(first!.coupon).toMatchObject({ couponId, code: 'XIN-KE', payer: 'company', used: 0, quota: 10 });
    expect(again).toEqual(first);
    await expect(made(companyId, { couponId, quota: 11 })).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
    await expect(madeByFund(companyId, { couponId })).rejects.toMatchObject({ code: 'request.repeated_differently' });
    await expect(made(companyId)).rejects.toMatchObject({ code: 'coupon.code_taken' });
    await made(CompanyId.new(), { couponId });
  });

  it('are listed newest first, page by page', async () => {
    const companyId = CompanyId.new();
    for (const code of ['AAA', 'BBB', 'CCC']) await made(companyId, { code });

    const first = await list(companyId, { pageSize: 2 });
    const second = await list(companyId, { pageSize: 2, pageToken: first.nextPageToken });

    expect([...first.coupons, ...second.coupons].map(({ code }) => code)).toEqual(['CCC', 'BBB', 'AAA']);
    expect(second.nextPageToken).toBe('');
  });

  it('are shown to a host as far as they are given away on air, and no other code', async () => {
    const companyId = CompanyId.new();
    await made(companyId, { code: 'SECRET' });
    await made(companyId, { code: 'ON-AIR', claimOnly: true });
    await made(companyId, { code: 'WAS-ON-AIR', claimOnly: true, startsAt: inDays(-9), endsAt: inDays(-1) });
    const ended = (await made(companyId, { code: 'ENDED', claimOnly: true })).coupon!.couponId;
    await catalog.call(Coupons.method.end, { companyId, couponId: ended }, member(companyId));
    const codesFor = async (...roles: string[]) => {
      const person = { personId: PersonId.new(), memberships: [{ companyId, roles }], mandates: [] };
      const { coupons } = await catalog.call(Coupons.method.list, { companyId }, asPerson(person));
      return coupons.map(({ code }) => code);
    };

    expect(await codesFor('host')).toEqual(['ON-AIR']);
    const all = ['ENDED', 'WAS-ON-AIR', 'ON-AIR', 'SECRET'];
    expect(await Promise.all([codesFor('seller'), codesFor('host', 'seller')])).toEqual([all, all]);
  });

  it('are ended by whose money it is, once and for all', async () => {
    const noodles = await farm.stocked([10]);
    const { companyId } = noodles;
    const end = (couponId: string, token: string) => catalog.call(Coupons.method.end, { companyId, couponId }, token);
    const own = (await made(companyId)).coupon!.couponId;
    const funded = (await madeByFund(companyId, { code: 'JIJIN' })).coupon!.couponId;
    const platforms = (await madeByPlatform(companyId, { code: 'PINGTAI' })).coupon!.couponId;
    const checkout = couponed([[noodles, 1]]);
    await farm.hold(checkout);

    await expect(end(funded, member(companyId))).rejects.toMatchObject({ code: 'access.denied' });
    await expect(end(own, mentor(companyId))).rejects.toMatchObject({ code: 'access.denied' });
    await expect(end(platforms, mentor(companyId))).rejects.toMatchObject({ code: 'access.denied' });
    await expect(end(CouponId.new(), member(companyId))).rejects.toMatchObject({ code: 'not_found' });
    await end(funded, mentor(companyId));
    await catalog.call(Coupons.method.endOfPlatform, { companyId, couponId: platforms }, asService('operator'));
    const ended = await end(own, member(companyId));

    expect(await end(own, member(companyId))).toEqual(ended);
    for (const code of ['XIN-KE', 'JIJIN', 'PINGTAI']) {
      await expect(quote(noodles.skuId, [code])).rejects.toMatchObject({ details: { why: 'OVER' } });
    }
    expect(await farm.hold(checkout)).toMatchObject({ discountFen: 500n });
  });

  it.each([
    ['kind', { kind: Kind.KIND_UNSPECIFIED }],
    ['code', { code: 'A' }],
    ['title', { title: '' }],
    ['amountFen', { amountFen: 0n }],
    ['capFen', { capFen: 1n }],
    ['amountFen', { kind: Kind.PERCENT, percentOffBp: 1_000 }],
    ['percentOffBp', { kind: Kind.PERCENT, amountFen: 0n }],
    ['percentOffBp', { kind: Kind.PERCENT, amountFen: 0n, percentOffBp: 10_001 }],
    ['fromFen', { fromFen: -1n }],
    ['quota', { quota: 0 }],
    ['perBuyer', { perBuyer: 11 }],
    ['startsAt', { startsAt: undefined }],
    ['endsAt', { endsAt: terms.startsAt }],
    ['endsAt', { endsAt: inDays(400) }],
    ['skuIds[0]', { skuIds: ['noodles'] }],
    ['liveSessionId', { liveSessionId: 'tonight' }],
  ])('are refused by a bad %s', async (field, bad) => {
    await expect(made(CompanyId.new(), bad)).rejects.toMatchObject({ code: 'request.invalid', details: { field } });
  });

  it('name goods of their own company only', async () => {
    const theirs = await farm.sku();

    await expect(made(CompanyId.new(), { skuIds: [theirs.skuId] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(made(CompanyId.new(), { productIds: [theirs.productId] })).rejects.toMatchObject({
      code: 'not_found',
    });
    await made(theirs.companyId, { skuIds: [theirs.skuId], productIds: [theirs.productId] });
  });
});

const statuses = async (companyId: CompanyId) =>
  (
    await catalog.sql<{ status: string }>('SELECT status FROM hold WHERE company_id = $1 ORDER BY status', [companyId])
  ).map(({ status }) => status);

/** Its minute is over, and orders says that it knows nothing of it. */
async function lapse(companyId: CompanyId, holdId: string): Promise<void> {
  await catalog.sql(`UPDATE hold SET expires_at = now() - interval '1 second' WHERE hold_id = $1`, [holdId]);
  await eventually(async () => (await statuses(companyId))[0] === 'LAPSED');
}
