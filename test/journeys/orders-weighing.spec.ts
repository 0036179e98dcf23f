import { describe, expect, it } from '@jest/globals';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Coupons, NewCoupon_Kind as CouponKind } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Freight } from '#contracts/tianjian/catalog/v1/freight_pb.js';
import { SaveSkuRequest_PurchaseKind as PurchaseKind } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Holds } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Fulfilment, OrderWeighedSchema } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import {
  Order_Status as Status,
  OrderRefundedSchema,
  Refund_Kind as Kind,
  Refund_Status as RefundStatus,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import {
  CouponId,
  FreightTemplateId,
  ReallocationId,
  RefundId,
  ShipmentId,
  WeighingId,
  type CompanyId,
} from '#kernel/id.js';
import { asService, eventually } from '#testing/running-service.js';
import { daysFromNow, times } from '../../apps/catalog/src/given.js';
import { ADDRESS, checkoutOf, openTill, signedIn, type Goods } from './till.js';

const till = openTill();
const sellerOf = (companyId: CompanyId) => signedIn({ memberships: [{ companyId, roles: ['seller'] }] });

// 7.60 a kilogram, 2,500 g a piece, which may weigh a tenth more: 19.00, or 20.90 at most.
const MELON = { title: '民勤蜜瓜', priceFen: 1_900n, netG: 2_500, grossG: 2_700, maxOverBp: 1_000 };

/** Freight by the kilogram begun: 5.00, and 1.00 for each more. */
async function freightByKilogram({ companyId }: Goods): Promise<void> {
  const zone = { name: '全省', remote: false, regionCodes: ['620000'], firstG: 1_000, firstFen: 500n };
  await till.catalog.call(
    Freight.method.saveTemplate,
    {
      ...{ companyId, freightTemplateId: FreightTemplateId.new(), tareG: 300, refused: [] },
      zones: [{ ...zone, furtherG: 1_000, furtherFen: 100n, freeFromFen: 0n }],
    },
    sellerOf(companyId),
  );
}

/** A paid order, as who packs it sees it. */
async function paid(wanted: [Goods, number][], couponCodes: string[] = []) {
  const token = signedIn();
  const { order, payment } = await till.place({ ...checkoutOf(...wanted), couponCodes }, token);
  const { orderId, companyId } = order!;
  await till.pay(payment!.paymentId, token);
  await till.until(orderId, token, Status.PAID);
  const packer = signedIn({ memberships: [{ companyId: companyId as CompanyId, roles: ['packer'] }] });
  const lineIds = order!.lines.map(({ lineId }) => lineId);
  return { companyId, orderId, order: order!, token, packer, lineIds };
}
type Paid = Awaited<ReturnType<typeof paid>>;

const weigh = ({ companyId, orderId, lineIds, packer }: Paid, grams: number, weighingId: string = WeighingId.new()) =>
  till.orders.call(
    Fulfilment.method.weigh,
    { companyId, orderId, weighingId, lines: [{ lineId: lineIds[0]!, grams }] },
    packer,
  );

const ship = ({ companyId, orderId, lineIds, packer }: Paid, quantity: number) =>
  till.orders.call(
    Fulfilment.method.ship,
    {
      ...{ companyId, orderId, shipmentId: ShipmentId.new(), carrier: 'SF', trackingNumber: 'SF1234567890123' },
      lines: [{ lineId: lineIds[0]!, quantity }],
    },
    packer,
  );

const giveUp = ({ orderId, token, lineIds }: Paid, quantity: number, refundId: string = RefundId.new()) =>
  till.orders.call(
    Refunds.method.ask,
    { orderId, refundId, lines: [{ lineId: lineIds[0]!, quantity }], reason: '多买了' },
    token,
  );

const tonnage = async ({ companyId, packer }: Paid) => {
  const days = { paidFrom: daysFromNow(-1), paidUntil: daysFromNow(1) };
  return till.orders.call(Fulfilment.method.getTonnage, { companyId, ...days }, packer);
};

/** What the provider has kept of it, once no refund is on its way any more. */
const kept = ({ orderId, token }: Paid) =>
  eventually(async () => {
    const { refunds } = await till.order(orderId, token);
    if (refunds.some(({ status }) => status === RefundStatus.PENDING)) return undefined;
    return { fen: (await till.kept()).get(orderId) ?? 0 };
  });

describe('Goods that are ordered by the piece and priced by weight', () => {
  it('say beforehand what they should and what they may cost', async () => {
    const melons = await till.stocked([5], MELON);
    await freightByKilogram(melons);

    const quoted = await till.catalog.call(
      Holds.method.quote,
      { lines: [{ skuId: melons.skuId, quantity: 3 }], regionCode: ADDRESS.regionCode },
      asService('gateway'),
    );

    const byWeight = { maxOverBp: 1_000, maxG: 2_750, maxPriceFen: 2_090n };
    // Three of 2,950 g and the box: 9,150 g.
    expect(quoted).toMatchObject({ freightFen: 1_400n, totalFen: 7_670n });
    expect(quoted.lines).toMatchObject([{ priceFen: 2_090n, amountFen: 6_270n, estimatedFen: 5_700n, byWeight }]);
    const { order } = await paid([[melons, 3]]);
    expect(order.lines[0]!.byWeight).toMatchObject({
      pieceFen: 1_900n,
      netG: 2_500,
      maxG: 2_750,
      estimatedFen: 5_700n,
    });
  });

  it('three melons at 7.60 a kilogram that weigh less: the difference goes back to the fen, before they leave', async () => {
    const order = await paid([[await till.stocked([5], MELON), 3]]);
    const before = Number(order.order.totalFen);
    await expect(ship(order, 3)).rejects.toMatchObject({
      code: 'line.not_weighed',
      details: { lineIds: order.lineIds },
    });

    const { weighing } = await weigh(order, 7_123);

    // 54.13 and half a fen up, of 62.70.
    expect(weighing).toMatchObject({ lines: [{ grams: 7_123, pieces: 3, chargedFen: 5_413n, givenAwayFen: 0n }] });
    const now = await till.order(order.orderId, order.token);
    expect(now.lines[0]!.byWeight!.weight).toMatchObject({ pieces: 3, grams: 7_123, chargedFen: 5_413n });
    expect(now.refunds).toMatchObject([
      { kind: Kind.WEIGHED, amountFen: weighing!.refundFen, reason: '称重后退还差价' },
    ]);
    expect((await kept(order)).fen).toBe(before - Number(weighing!.refundFen));
    expect(Number(weighing!.refundFen)).toBeGreaterThanOrEqual(857);
    await ship(order, 3);
    const told = (await till.orders.published(OrderRefundedSchema)).find(({ orderId }) => orderId === order.orderId);
    expect(told).toMatchObject({ kind: Kind.WEIGHED, amountFen: weighing!.refundFen, items: 0 });
  });

  it('three melons weighed later at more than was paid: the packer is told what the company gives', async () => {
    const melons = await till.stocked([5], { ...MELON, purchaseKind: PurchaseKind.CONSIGNMENT });
    const order = await paid([[melons, 3]]);

    const { weighing } = await weigh(order, 8_400);

    expect(weighing).toMatchObject({
      lines: [{ chargedFen: 6_270n, givenAwayG: 150, givenAwayFen: 114n }],
      ...{ refundFen: 0n, refundId: '' },
    });
    expect((await till.order(order.orderId, order.token)).refunds).toEqual([]);
    await ship(order, 3);
    // The farmer is owed by what left: 2,500 g cost 27.78.
    const [told] = (await till.orders.published(OrderWeighedSchema)).filter(({ orderId }) => orderId === order.orderId);
    expect(told!.lines).toMatchObject([
      { backFen: 0n, line: { grossFen: 6_270n, allocations: [{ pieces: 3, grams: 8_400n, costFen: 9_334n }] } },
    ]);
  });

  it('are weighed once: repeated the same answer, differently or anew a problem', async () => {
    const order = await paid([[await till.stocked([5], MELON), 2]]);
    const weighingId = WeighingId.new();

    const [first, ...more] = await Promise.all(times(3, () => weigh(order, 4_900, weighingId)));

    for (const again of more) expect(again.weighing).toEqual(first!.weighing);
    await expect(weigh(order, 4_901, weighingId)).rejects.toMatchObject({ code: 'request.repeated_differently' });
    await expect(weigh(order, 4_900)).rejects.toMatchObject({ code: 'line.weighed' });
    expect((await kept(order)).fen).toBe(Number(order.order.totalFen - first!.weighing!.refundFen));
    expect((await till.order(order.orderId, order.token)).refunds).toHaveLength(1);
  });

  it('two packers weigh at the same moment: one is heard', async () => {
    const order = await paid([[await till.stocked([5], MELON), 2]]);

    const answers = await Promise.allSettled([weigh(order, 4_900), weigh(order, 4_800)]);

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await till.order(order.orderId, order.token)).refunds).toHaveLength(1);
  });

  it('are not weighed after shipping, before paying, by another company, or beyond what they can weigh', async () => {
    const melons = await till.stocked([9], MELON);
    const order = await paid([[melons, 2]]);
    for (const grams of [1_249, 20_001]) {
      await expect(weigh(order, grams)).rejects.toMatchObject({ details: { field: 'lines[0].grams' } });
    }
    await expect(weigh(order, 0)).rejects.toMatchObject({ code: 'request.invalid' });
    await weigh(order, 5_000);
    await ship(order, 2);
    await expect(weigh(order, 5_000)).rejects.toMatchObject({ code: 'order.not_packable' });

    const unpaid = await till.placed(melons, 1);
    const asked = { ...order, orderId: unpaid.order.orderId, lineIds: [unpaid.order.lines[0]!.lineId] };
    await expect(weigh(asked, 2_500)).rejects.toMatchObject({ code: 'order.not_packable' });
    const elsewhere = await paid([[await till.stocked([1], MELON), 1]]);
    await expect(weigh({ ...elsewhere, orderId: order.orderId }, 2_500)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('by the piece are neither weighed nor asked for it', async () => {
    const order = await paid([[await till.stocked([5]), 2]]);

    await expect(weigh(order, 1_000)).rejects.toMatchObject({ details: { field: 'lines[0].lineId' } });
    await ship(order, 2);
  });

  it('cost in a flash sale what its price says of their grams', async () => {
    const melons = await till.stocked([5], MELON);
    const onAir = await till.farm.onAir(melons.companyId, [melons.skuId]);
    await till.farm.flash(melons, onAir, { priceFen: 1_500n, share: 5, perBuyerLimit: 5 });
    const token = signedIn();
    const { order } = await till.place({ ...checkoutOf([melons, 2]), liveSessionId: onAir }, token);

    expect(order!.lines).toMatchObject([{ priceFen: 1_650n, byWeight: { pieceFen: 1_500n } }]);
  });
});

describe('A weight that is found', () => {
  it('is carried through to freight and tonnage', async () => {
    const melons = await till.stocked([5], MELON);
    await freightByKilogram(melons);
    const order = await paid([[melons, 3]]);
    expect(order.order.freightFen).toBe(1_400n);
    expect(await tonnage(order)).toMatchObject({ grams: 7_500n });

    // 7,200 g of melons, 600 g of nets, the box: 8,100 g, a kilogram's step less.
    const { weighing } = await weigh(order, 7_200);

    expect(weighing!.refundFen).toBe(6_270n - 5_472n + 100n);
    expect(await tonnage(order)).toMatchObject({ grams: 7_200n, lots: [{ lotId: melons.lotIds[0], pieces: 3n }] });
    expect((await kept(order)).fen).toBe(5_472 + 1_300);
  });

  it('leaves every coupon its part of what was really sold', async () => {
    const melons = await till.stocked([5], MELON);
    await till.catalog.call(
      Coupons.method.createOfPlatform,
      {
        ...{ companyId: melons.companyId, couponId: CouponId.new(), code: 'JIU-ZHE', title: '九折' },
        ...{ kind: CouponKind.PERCENT, percentOffBp: 1_000, quota: 5, perBuyer: 5 },
        startsAt: timestampFromDate(new Date(Date.now() - 86_400_000)),
        endsAt: timestampFromDate(new Date(Date.now() + 86_400_000)),
      },
      asService('operator'),
    );
    const order = await paid([[melons, 3]], ['JIU-ZHE']);
    expect(order.order.discountFen).toBe(627n);

    const { weighing } = await weigh(order, 7_500);

    // 57.00, a tenth off: 51.30 of 56.43 that were paid.
    const [told] = (await till.orders.published(OrderWeighedSchema)).filter(({ orderId }) => orderId === order.orderId);
    expect(told!.lines[0]!.line!.discounts).toMatchObject([{ payer: 'platform', amountFen: 570n }]);
    expect(weighing!.refundFen - freightOff(told!, order)).toBe(513n);
  });

  it('is of what is left: pieces given up before count neither on the scale nor in the tonnage', async () => {
    const order = await paid([[await till.stocked([5], MELON), 3]]);
    const { refund } = await giveUp(order, 1);

    const { weighing } = await weigh(order, 5_050);

    expect(weighing).toMatchObject({ lines: [{ pieces: 2, chargedFen: 3_838n }] });
    expect(await tonnage(order)).toMatchObject({ grams: 5_050n });
    expect((await kept(order)).fen).toBe(Number(order.order.totalFen - refund!.amountFen - weighing!.refundFen));
    // The last of them takes all that is left.
    const rest = await giveUp(order, 2);
    await till.orders.call(
      Refunds.method.decide,
      { refundId: rest.refund!.refundId, approve: true },
      sellerOf(order.companyId as CompanyId),
    );
    await till.until(order.orderId, order.token, Status.REFUNDED);
    expect((await kept(order)).fen).toBe(0);
    expect(await tonnage(order)).toMatchObject({ grams: 0n, lots: [] });
  });

  it('waits while a refund is undecided, and goes on while one is on its way', async () => {
    const order = await paid([[await till.stocked([5], MELON), 3]]);
    await till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs: 'PENDING' });
    await giveUp(order, 1);
    await till.orders.call(Fulfilment.method.beginPacking, order, order.packer);
    const { refund } = await giveUp(order, 1);
    await expect(weigh(order, 5_000)).rejects.toMatchObject({
      code: 'refund.undecided',
      details: { lineId: order.lineIds[0] },
    });
    await till.orders.call(Refunds.method.withdraw, { refundId: refund!.refundId }, order.token);

    const { weighing } = await weigh(order, 5_000);

    expect(weighing).toMatchObject({ lines: [{ pieces: 2, chargedFen: 3_800n }] });
    const { refunds } = await till.order(order.orderId, order.token);
    expect(refunds.map(({ kind, status }) => [kind, status])).toEqual([
      [Kind.CANCELLATION, RefundStatus.PENDING],
      [Kind.REQUEST, RefundStatus.WITHDRAWN],
      [Kind.WEIGHED, RefundStatus.PENDING],
    ]);
    await till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs: 'SUCCEEDED' });
  });

  it('is the buyer’s although the provider fails the refund: it is sent again', async () => {
    const order = await paid([[await till.stocked([5], MELON), 3]]);
    await till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs: 'FAILED' });
    const { weighing } = await weigh(order, 7_000);
    await till.ask({ do: 'test.mood', webhooks: 'RUNNING', refundsEndAs: 'SUCCEEDED' });
    const again = await eventually(async () => {
      const { refunds } = await till.order(order.orderId, order.token);
      return refunds.find(({ status }) => status === RefundStatus.PENDING);
    });

    await till.orders.sql('UPDATE refund SET due_at = now() WHERE refund_id = $1', [again.refundId]);

    expect((await kept(order)).fen).toBe(Number(order.order.totalFen - weighing!.refundFen));
    const { refunds, lines } = await till.order(order.orderId, order.token);
    expect(refunds.map(({ kind, status }) => [kind, status])).toEqual([
      [Kind.WEIGHED, RefundStatus.FAILED],
      [Kind.WEIGHED, RefundStatus.SUCCEEDED],
    ]);
    expect(lines[0]!.refundedFen).toBe(weighing!.refundFen);
  });

  it('is of the lot that goes out: another one is taken before the scale, not after', async () => {
    const melons = await till.stocked([5, 5], { ...MELON, purchaseKind: PurchaseKind.CONSIGNMENT });
    const order = await paid([[melons, 3]]);
    const [from, to] = [melons.lotIds[0]!, melons.lotIds[1]!];
    const reallocate = (fromLotId: string, toLotId: string) =>
      till.orders.call(
        Fulfilment.method.reallocate,
        {
          ...{ companyId: order.companyId, orderId: order.orderId, lineId: order.lineIds[0]! },
          ...{ reallocationId: ReallocationId.new(), fromLotId, toLotId, pieces: 1, reason: '压坏' },
        },
        order.packer,
      );
    await eventually(async () => {
      const [hold] = await till.catalog.sql<{ status: string }>(
        'SELECT status FROM hold JOIN checkout USING (company_id, hold_id) WHERE hold.company_id = $1',
        [order.companyId],
      );
      return hold?.status === 'SOLD';
    });
    await reallocate(from, to);

    await weigh(order, 7_800);

    expect((await tonnage(order)).lots).toMatchObject([
      { lotId: from, pieces: 2n, grams: 5_200n },
      { lotId: to, pieces: 1n, grams: 2_600n },
    ]);
    await expect(reallocate(from, to)).rejects.toMatchObject({ code: 'line.weighed' });
  });
});

/** What of it is freight. */
const freightOff = (told: { lines: { line?: { freightFen: bigint } }[] }, { order }: Paid) =>
  order.freightFen - told.lines.reduce((sum, { line }) => sum + (line?.freightFen ?? 0n), 0n);
