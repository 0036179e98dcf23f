import { beforeAll, describe, expect, it } from '@jest/globals';
import { create } from '@bufbuild/protobuf';
import { OrderWeighedSchema } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import {
  OrderPaidSchema,
  OrderRefundedSchema,
  RefundedLineSchema,
  Refund_Kind as Kind,
  type OrderPaid,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { RefundFailedSchema } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { WeighingId, type CompanyId } from '#kernel/id.js';
import { eventually, runningService } from '#testing/running-service.js';
import { AttributionModule } from '../attribution.module.js';
import { settings } from '../config.js';
import { givenCompany, journalsOf, lineOf, paidOrder, refundOf } from '../given.js';

const attribution = runningService('attribution', AttributionModule, { settings });
let company: CompanyId;
beforeAll(async () => {
  company = await givenCompany(attribution);
});

/** 100 yuan of goods, 10 of them the platform's; 9 of freight. What it really weighs is a tenth less, and the freight 8. */
function weighedOrder() {
  const order = paidOrder(company, [
    { freightFen: 900n, discounts: [{ payer: 'platform', amountFen: 1_000n }], cashFen: 9_900n },
  ]);
  const [sold] = order.lines as [OrderPaid['lines'][0]];
  const [lot] = sold.allocations as [OrderPaid['lines'][0]['allocations'][0]];
  const line = lineOf(company, {
    ...{ grossFen: 9_000n, freightFen: 800n, cashFen: 8_900n, discounts: [{ payer: 'platform', amountFen: 900n }] },
    allocations: [{ ...lot, grams: 4_500n, costFen: 3_600n }],
  });
  Object.assign(line, { lineId: sold.lineId });
  const weighed = create(OrderWeighedSchema, {
    ...{ orderId: order.orderId, companyId: company, weighingId: WeighingId.new() },
    lines: [{ line, backFen: 1_000n }],
  });
  const refunded = refundOf(order, 1_000n);
  refunded.kind = Kind.WEIGHED;
  refunded.lines = [create(RefundedLineSchema, { lineId: sold.lineId, amountFen: 1_000n })];
  return { order, weighed, refunded, farmer: `payable:farmer:${lot.supplierId}` };
}

/** What stands in the books of one order alone, by account. */
const heldOf = async ({ orderId }: { orderId: string }) => {
  const rows = await attribution.sql<{ account: string; fen: string }>(
    `SELECT leg.account, sum(leg.amount) AS fen FROM journal, unnest(accounts, amounts) AS leg (account, amount)
     WHERE order_id = $1 GROUP BY 1 HAVING sum(leg.amount) <> 0`,
    [orderId],
  );
  return Object.fromEntries(rows.map(({ account, fen }) => [account, Number(fen)]));
};

// Of 90.00 goods: 2 %, 1 %, 3 % and 8 %; the farmer by his grams; the fee on 99.00, which the provider never gives back.
const sharesOf = (farmer: string) => ({
  [farmer]: 3_600,
  'revenue:platform': 180,
  'fund:relief': 90,
  'fund:incubator': 270,
  'payable:host': 720,
  'fee:psp': 59,
  'payable:logistics': 800,
  'revenue:company': 9_000 + 800 - 3_600 - 180 - 90 - 270 - 720 - 59 - 800,
  'subsidy:platform': -900,
});

describe('Goods that were weighed', () => {
  it('move freight, commission, uplift and the company’s share together; then the buyer has the rest', async () => {
    const { order, weighed, refunded, farmer } = weighedOrder();
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);

    const eventId = await attribution.deliver(OrderWeighedSchema, weighed);
    const [, journal] = await journalsOf(attribution, order, 2);
    await attribution.deliver(OrderWeighedSchema, weighed, eventId);

    expect(journal).toMatchObject({ kind: 'order_weighed' });
    expect(await heldOf(order)).toEqual({ ...sharesOf(farmer), 'clearing:psp': -9_900, 'clearing:weighed': 1_000 });
    await attribution.deliver(OrderRefundedSchema, refunded);
    await journalsOf(attribution, order, 3);
    expect(await heldOf(order)).toEqual({ ...sharesOf(farmer), 'clearing:psp': -8_900 });

    // A refund of all that is left brings every share to nothing, but for the fee, which the company bears.
    await attribution.deliver(OrderRefundedSchema, refundOf(order, 8_900n));
    await journalsOf(attribution, order, 4);
    expect(await heldOf(order)).toEqual({ 'fee:psp': 59, 'revenue:company': -59 });
  });

  it('come to the same in whichever order it is told', async () => {
    const { order, weighed, refunded, farmer } = weighedOrder();

    await attribution.deliver(OrderRefundedSchema, refunded);
    await attribution.deliver(OrderWeighedSchema, weighed);
    await eventually(async () => {
      const parked = await attribution.sql('SELECT FROM parked_weighing WHERE order_id = $1', [order.orderId]);
      return parked.length === 1;
    });
    await attribution.deliver(OrderPaidSchema, order);

    await journalsOf(attribution, order, 3);
    expect(await heldOf(order)).toEqual({ ...sharesOf(farmer), 'clearing:psp': -8_900 });
    expect(await attribution.sql('SELECT FROM parked_weighing WHERE order_id = $1', [order.orderId])).toEqual([]);
  });

  it('leave the money waiting for the buyer when a refund fails', async () => {
    const { order, weighed, refunded, farmer } = weighedOrder();
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);
    await attribution.deliver(OrderWeighedSchema, weighed);
    await attribution.deliver(OrderRefundedSchema, refunded);
    await journalsOf(attribution, order, 3);

    const { orderId, companyId, refundId, paymentId, amountFen } = refunded;
    await attribution.deliver(RefundFailedSchema, { orderId, companyId, refundId, paymentId, amountFen });

    await journalsOf(attribution, order, 4);
    expect(await heldOf(order)).toEqual({ ...sharesOf(farmer), 'clearing:psp': -9_900, 'clearing:weighed': 1_000 });
  });

  it('of an order that nobody could split leave the suspense for the buyer', async () => {
    const { order, weighed, refunded } = weighedOrder();
    order.lines[0]!.ruleId = WeighingId.new();
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);

    await attribution.deliver(OrderWeighedSchema, weighed);
    await attribution.deliver(OrderRefundedSchema, refunded);

    await journalsOf(attribution, order, 3);
    expect(await heldOf(order)).toEqual({ 'clearing:psp': -8_900, 'suspense:unsplit': 8_900 });
  });
});
