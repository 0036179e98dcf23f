import { beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Leg } from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import type { AllocationSchema } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { LineReallocatedSchema } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { OrderPaidSchema, OrderRefundedSchema, type OrderPaid } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { LotId, ReallocationId, SupplierId, type CompanyId } from '#kernel/id.js';
import { eventually, runningService } from '#testing/running-service.js';
import { AttributionModule } from '../attribution.module.js';
import { settings } from '../config.js';
import { accountsOf, CONSIGNMENT, givenCompany, journalsOf, paidOrder, refundOf } from '../given.js';

const attribution = runningService('attribution', AttributionModule, { settings });
type Lot = MessageInitShape<typeof AllocationSchema> & { supplierId: string; pieces: number; costFen: bigint };
const lotOf = (pieces: number, costFen: bigint): Lot => ({
  ...{ lotId: LotId.new(), supplierId: SupplierId.new(), pieces, costFen },
  grams: BigInt(pieces) * 500n,
});
let company: CompanyId;
beforeAll(async () => {
  company = await givenCompany(attribution);
});

const moved = ({ orderId, companyId, lines }: OrderPaid, from: Lot, to: Lot, allocations: Lot[]) => ({
  ...{ orderId, companyId, reallocationId: ReallocationId.new(), lineId: lines[0]!.lineId },
  ...{ purchaseKind: CONSIGNMENT, from, to, allocations },
});

const byAccount = (legs: Leg[]) => {
  const sums: Record<string, bigint> = {};
  for (const { ledgerAccountId, amountFen } of legs) {
    const account = ledgerAccountId.split('@')[0]!;
    sums[account] = (sums[account] ?? 0n) + amountFen;
  }
  return sums;
};

describe('A line that went out of another lot', () => {
  it('is owed to the farmer whose lot went out, and to the other no more', async () => {
    const [held, went] = [lotOf(2, 4_000n), lotOf(2, 4_400n)];
    const order = paidOrder(company, [{ allocations: [held] }]);
    await attribution.deliver(OrderPaidSchema, order);
    await journalsOf(attribution, order);

    const eventId = await attribution.deliver(LineReallocatedSchema, moved(order, held, went, [went]));
    const [, journal] = await journalsOf(attribution, order, 2);
    // The same event again.
    await attribution.deliver(LineReallocatedSchema, moved(order, held, went, [went]), eventId);

    expect(journal).toMatchObject({ kind: 'line_reallocated' });
    expect(byAccount(journal!.legs)).toEqual({
      [`payable:farmer:${held.supplierId}`]: -4_000n,
      [`payable:farmer:${went.supplierId}`]: 4_400n,
      'revenue:company': -400n,
    });
    for (const leg of journal!.legs)
      expect(leg).toMatchObject({ lineId: order.lines[0]!.lineId, ruleId: order.lines[0]!.ruleId });
    await attribution.deliver(OrderRefundedSchema, refundOf(order));
    await journalsOf(attribution, order, 3);
    const balances = await accountsOf(attribution, company);
    expect([held, went].map(({ supplierId }) => balances[`payable:farmer:${supplierId}`])).toEqual([0n, 0n]);
  });

  it('that came before its order waits for it', async () => {
    const [held, went] = [lotOf(2, 4_000n), lotOf(2, 3_000n)];
    const order = paidOrder(company, [{ allocations: [held] }]);

    await attribution.deliver(LineReallocatedSchema, moved(order, held, went, [went]));
    await eventually(async () => {
      const parked = await attribution.sql('SELECT FROM parked_reallocation WHERE order_id = $1', [order.orderId]);
      return parked.length === 1;
    });
    await attribution.deliver(OrderPaidSchema, order);

    const journals = await journalsOf(attribution, order, 2);
    expect(byAccount(journals.flatMap(({ legs }) => legs))).toMatchObject({
      [`payable:farmer:${held.supplierId}`]: 0n,
      [`payable:farmer:${went.supplierId}`]: 3_000n,
    });
    expect(await attribution.sql('SELECT FROM parked_reallocation WHERE order_id = $1', [order.orderId])).toEqual([]);
  });
});
