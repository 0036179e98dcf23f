import { describe, expect, it } from '@jest/globals';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Coupons, NewCoupon_Kind as Kind } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Freight } from '#contracts/tianjian/catalog/v1/freight_pb.js';
import { Order_Status as Status, OrderPaidSchema, Orders } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { CompanyId, CouponId, FreightTemplateId, PersonId, RefundId } from '#kernel/id.js';
import { asPerson, asService, eventually } from '#testing/running-service.js';
import { freightOfGansu, lostBy, times, won } from '../../apps/catalog/src/given.js';
import { ADDRESS, checkoutOf, openTill, signedIn } from './till.js';

const till = openTill();

const seller = (companyId: CompanyId) =>
  asPerson({ personId: PersonId.new(), memberships: [{ companyId, roles: ['seller'] }], mandates: [] });
const inDays = (days: number) => timestampFromDate(new Date(Date.now() + days * 86_400_000));
const terms = () => ({
  couponId: CouponId.new(),
  code: 'XIN-KE',
  title: '立减',
  kind: Kind.AMOUNT,
  amountFen: 500n,
  startsAt: inDays(-1),
  endsAt: inDays(1),
  quota: 10,
  perBuyer: 5,
});
const coupon = (companyId: CompanyId, of = {}) =>
  till.catalog.call(Coupons.method.create, { companyId, ...terms(), ...of }, seller(companyId));
const platformCoupon = (companyId: CompanyId, of = {}) =>
  till.catalog.call(Coupons.method.createOfPlatform, { companyId, ...terms(), ...of }, asService('operator'));

const usesOf = async (companyId: CompanyId) => {
  const { coupons } = await till.catalog.call(Coupons.method.list, { companyId }, seller(companyId));
  return coupons.map(({ used }) => used);
};

describe('An order with coupons', () => {
  it('keeps what each took off each line, and tells who pays it', async () => {
    const noodles = await till.stocked([10], { priceFen: 2_500n, grossG: 600 });
    const apples = await till.farm.stocked([10], { companyId: noodles.companyId, priceFen: 1_001n, grossG: 600 });
    await coupon(noodles.companyId);
    await platformCoupon(noodles.companyId, { code: 'BAOYOU', kind: Kind.FREE_FREIGHT, amountFen: 0n });
    const token = signedIn();
    const checkout = { ...checkoutOf([noodles, 2], [apples, 1]), couponCodes: ['xin-ke', 'BAOYOU'] };

    const { order, payment } = await till.place(checkout, token);

    // 60.01 yuan of goods less 5, and the freight for nothing.
    expect(order).toMatchObject({ totalFen: 5_501n, discountFen: 500n + order!.freightFen });
    expect(order!.freightFen).toBeGreaterThan(0n);
    const gave = order!.lines.flatMap(({ discounts }) => discounts);
    expect(sum(gave.filter(({ payer }) => payer === 'company'))).toBe(500n);
    expect(sum(gave.filter(({ payer }) => payer === 'platform'))).toBe(order!.freightFen);
    expect((await till.place({ ...checkout, couponCodes: ['BAOYOU', 'XIN-KE'] }, token)).order).toEqual(order);

    await till.pay(payment!.paymentId, token);
    await till.until(order!.orderId, token, Status.PAID);
    const [paid] = (await till.orders.published(OrderPaidSchema)).filter(({ orderId }) => orderId === order!.orderId);
    for (const [at, line] of paid!.lines.entries()) {
      expect(line.discounts).toMatchObject(
        order!.lines[at]!.discounts.map(({ payer, amountFen }) => ({ payer, amountFen })),
      );
      expect(line.cashFen).toBe(line.grossFen + line.freightFen - sum(line.discounts));
    }
    expect(paid!.cashFen).toBe(5_501n);
    expect(await till.order(order!.orderId, token)).toMatchObject({ discountFen: order!.discountFen });
  });

  it('is refused with another set of coupons under the same checkout, and for a total nobody saw', async () => {
    const noodles = await till.stocked([10]);
    await coupon(noodles.companyId);
    const [checkout, token] = [checkoutOf([noodles, 1]), signedIn()];
    const expectedTotalFen = (await till.place(checkout, token)).order!.totalFen;

    await expect(till.place({ ...checkout, couponCodes: ['XIN-KE'] }, token)).rejects.toMatchObject({
      code: 'checkout.changed',
    });
    const cheaper = { ...checkoutOf([noodles, 1]), couponCodes: ['XIN-KE'], expectedTotalFen };
    await expect(till.place(cheaper, token)).rejects.toMatchObject({ code: 'price.changed' });
    await expect(till.place({ ...checkoutOf([noodles, 1]), couponCodes: ['GONE'] }, token)).rejects.toMatchObject({
      code: 'coupon.refused',
      details: { couponCode: 'GONE', why: 'UNKNOWN' },
    });
  });

  it('has the last use of a coupon alone, and gives it back when it is cancelled', async () => {
    const noodles = await till.stocked([10]);
    await coupon(noodles.companyId, { quota: 1, perBuyer: 1 });
    const order = () => ({ ...checkoutOf([noodles, 1]), couponCodes: ['XIN-KE'] });
    const tokens = times(4, () => signedIn());

    const answers = await Promise.allSettled(tokens.map((token) => till.place(order(), token)));

    expect(answers.filter(won)).toHaveLength(1);
    expect(answers.filter(lostBy('coupon.refused'))).toHaveLength(3);
    const at = answers.findIndex(won);
    const { orderId } = (answers[at] as PromiseFulfilledResult<Awaited<ReturnType<typeof till.place>>>).value.order!;
    await till.orders.call(Orders.method.cancel, { orderId }, tokens[at]!);
    await till.until(orderId, tokens[at]!, Status.CANCELLED);
    await eventually(async () => (await usesOf(noodles.companyId))[0] === 0);
    await till.place(order(), tokens[(at + 1) % 4]!);
  });
});

describe('Discount on a partial refund', () => {
  it('is the share that was stored when it was sold, whatever became of the coupon', async () => {
    const noodles = await till.stocked([10], { priceFen: 2_000n });
    const apples = await till.farm.stocked([10], { companyId: noodles.companyId, priceFen: 1_000n });
    const { couponId } = (await coupon(noodles.companyId, { amountFen: 1_001n })).coupon!;
    const token = signedIn();
    const checkout = { ...checkoutOf([noodles, 2], [apples, 1]), couponCodes: ['XIN-KE'] };
    const { order, payment } = await till.place(checkout, token);
    await till.pay(payment!.paymentId, token);
    await till.until(order!.orderId, token, Status.PAID);
    await till.catalog.call(Coupons.method.end, { companyId: noodles.companyId, couponId }, seller(noodles.companyId));

    const [first, second] = order!.lines;
    // 40 and 10 yuan, 10.01 off: 8.01 and 2.00, by largest remainder.
    expect([sum(first!.discounts), sum(second!.discounts)]).toEqual([801n, 200n]);
    const { refund } = await till.orders.call(
      Refunds.method.ask,
      {
        orderId: order!.orderId,
        refundId: RefundId.new(),
        lines: [{ lineId: second!.lineId, quantity: 1 }],
        reason: '不想要了',
      },
      token,
    );

    // What was paid of that line, its freight with it; the coupon's share stays with who gave it.
    expect(refund!.amountFen).toBe(second!.cashFen);
    expect(second!.cashFen).toBe(800n + (order!.freightFen - (first!.cashFen - 4_000n + 801n)));
    expect(await usesOf(noodles.companyId)).toEqual([1]);
  });
});

describe('An order to where nothing is sent', () => {
  it('is refused with the reason, before anything is held', async () => {
    const apples = await till.stocked([5]);
    await till.catalog.call(
      Freight.method.saveTemplate,
      { companyId: apples.companyId, freightTemplateId: FreightTemplateId.new(), ...freightOfGansu },
      seller(apples.companyId),
    );
    const to = (regionCode: string) => ({
      ...checkoutOf([apples, 1]),
      shippingAddress: { ...ADDRESS, regionCode },
    });

    await expect(till.place(to('710000'), signedIn())).rejects.toMatchObject({
      code: 'freight.region_refused',
      details: { region: '台湾省', reason: '生鲜暂不发往港澳台' },
    });
    await expect(till.place(to('990101'), signedIn())).rejects.toMatchObject({ code: 'request.invalid' });
    expect(await till.farm.available(apples)).toBe(5);
    expect((await till.place(to('650102'), signedIn())).order!.freightFen).toBe(900n);
  });
});

const sum = (discounts: { amountFen: bigint }[]) => discounts.reduce((total, { amountFen }) => total + amountFen, 0n);
