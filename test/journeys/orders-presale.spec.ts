import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Fulfilment } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import {
  OrderRefundedSchema,
  Order_Status as Status,
  PreSaleOrder_State as State,
  Refund_Kind as Kind,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { CompanyId, LotId, RefundId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { daysFromNow } from '../../apps/catalog/src/given.js';
import { Steps } from '../../apps/orders/src/steps.js';
import { packingAt, type Paid } from './packing.js';
import { checkoutOf, openTill, signedIn } from './till.js';

const till = openTill();
const { paidOrder, ship, pickList, reallocate } = packingAt(till);
afterEach(() => {
  jest.restoreAllMocks();
});

async function preSold(pieces: number, terms: Parameters<typeof till.farm.preSold>[1] = {}) {
  const companyId = CompanyId.new();
  await till.approve(companyId);
  return till.farm.preSold(pieces, { ...terms, companyId });
}

const state = async ({ orderId, token }: Paid) => (await till.order(orderId, token)).preSale?.state;
const become = (order: Paid, wanted: State) => eventually(async () => (await state(order)) === wanted);

/** Its last day was yesterday. */
const timeIsOver = ({ orderId }: { orderId: string }) =>
  till.orders.sql(
    `UPDATE orders SET ship_by = current_date - 2, presale_due_at = now() - interval '1 second' WHERE order_id = $1`,
    [orderId],
  );

const overdue = async ({ companyId, packer }: Paid) =>
  (await till.orders.call(Fulfilment.method.listOverdue, { companyId }, packer)).orders;

const refundsTold = async ({ orderId }: { orderId: string }) =>
  (await till.orders.published(OrderRefundedSchema)).filter((event) => event.orderId === orderId);

describe('An order of a harvest to come', () => {
  it('says by when it leaves before and after it is paid, and waits for the harvest', async () => {
    const lilies = await preSold(10);
    const order = await paidOrder([lilies, 2]);

    const mark = { lotId: lilies.lotId, expectedOn: daysFromNow(20), shipBy: daysFromNow(27), state: State.WAITING };
    expect((await till.order(order.orderId, order.token)).preSale).toMatchObject(mark);
    expect((await pickList(order)).items).toEqual([]);
    await expect(ship(order, [2])).rejects.toMatchObject({ code: 'lot.not_harvested' });
    const { companyId, orderId, packer } = order;
    const packing = till.orders.call(Fulfilment.method.beginPacking, { companyId, orderId }, packer);
    await expect(packing).rejects.toMatchObject({ code: 'lot.not_harvested' });
    await expect(reallocate(order, lilies.lotId, LotId.new(), 1)).rejects.toMatchObject({ code: 'lot.not_harvested' });

    await till.farm.harvest(lilies, 50_000n);
    await become(order, State.READY);

    expect((await pickList(order)).items).toMatchObject([{ pieces: 2 }]);
    expect((await ship(order, [2])).orderStatus).toBe(Status.SHIPPED);
  });

  it('is told at once when it is placed, and the first answer is repeated to the letter', async () => {
    const lilies = await preSold(10);
    const [checkout, token] = [checkoutOf([lilies, 1]), signedIn()];

    const [first, second] = [await till.place(checkout, token), await till.place(checkout, token)];

    expect(first.order?.preSale).toMatchObject({ shipBy: daysFromNow(27), state: State.WAITING });
    expect(second.order?.preSale).toEqual(first.order?.preSale);
  });

  it('is given up like any other before the harvest, and its pieces are sold again', async () => {
    const lilies = await preSold(2);
    const order = await paidOrder([lilies, 2]);
    await till.orders.call(
      Refunds.method.ask,
      {
        orderId: order.orderId,
        refundId: RefundId.new(),
        reason: '等不及',
        lines: [{ lineId: order.lines[0]!, quantity: 2 }],
      },
      order.token,
    );

    await till.until(order.orderId, order.token, Status.REFUNDED);
    await eventually(async () => (await till.farm.available(lilies)) === 2);
  });
});

describe('A harvest smaller than what was promised', () => {
  it('is for those who ordered first; the others have their money back, once', async () => {
    const lilies = await preSold(12);
    const orders = [await paidOrder([lilies, 4]), await paidOrder([lilies, 4]), await paidOrder([lilies, 2])];
    const [first, second, third] = orders as [Paid, Paid, Paid];
    const unpaid = await till.placed(lilies, 1);

    // Seven pieces grew: four for the first, none for the second, two for the third, one for who has not paid yet.
    await till.farm.harvest(lilies, 3_500n);

    const { refunds } = await till.until(second.orderId, second.token, Status.REFUNDED);
    expect(refunds).toMatchObject([{ kind: Kind.PRE_SALE, reason: expect.stringContaining('采收量不足') }]);
    expect(await state(second)).toBe(State.SHORT);
    for (const kept of [first, third]) expect(await state(kept)).toBe(State.READY);
    expect((await till.order(unpaid.order.orderId, unpaid.token)).preSale?.state).toBe(State.READY);
    expect((await pickList(first)).items).toMatchObject([{ pieces: 6 }]);
    await eventually(async () => {
      const rows = await till.catalog.sql('SELECT FROM presale WHERE lot_id = $1 AND settled_at IS NOT NULL', [
        lilies.lotId,
      ]);
      return rows.length === 1;
    });
    expect(await till.farm.available(lilies)).toBe(0);
    expect(await refundsTold(second)).toHaveLength(1);
    expect(await till.farm.unbalanced()).toEqual([]);
  });

  it('ends what is not paid and gets none of it', async () => {
    const lilies = await preSold(12);
    const { order, token } = await till.placed(lilies, 3);

    await till.farm.harvest(lilies, 1_000n);

    await till.until(order.orderId, token, Status.CANCELLED);
    await eventually(async () => (await till.farm.available(lilies)) === 2);
  });

  it('also tells who ordered while it was noted', async () => {
    const lilies = await preSold(12);
    const early = await paidOrder([lilies, 2]);
    const late = await paidOrder([lilies, 2]);
    // As if its hold were older than the harvest, and its order younger.
    await till.orders.sql(
      'UPDATE orders SET placed_at = placed_at + $2::interval, presale_lot_id = NULL, presale_expected_on = NULL, ship_by = NULL, presale_due_at = NULL WHERE order_id = $1',
      [late.orderId, '1 second'],
    );
    await till.farm.harvest(lilies, 1_500n);
    await become(early, State.READY);
    await till.orders.sql(
      'UPDATE orders SET presale_lot_id = $2, presale_expected_on = current_date, ship_by = current_date + 7 WHERE order_id = $1',
      [late.orderId, lilies.lotId],
    );

    await till.until(late.orderId, late.token, Status.REFUNDED);
    expect(await state(early)).toBe(State.READY);
  });
});

describe('An order that does not leave by its day', () => {
  it('stands in the list of what is overdue three days before, and is paid back whole after it', async () => {
    const lilies = await preSold(10);
    const order = await paidOrder([lilies, 2]);
    expect(await overdue(order)).toEqual([]);
    await till.orders.sql(`UPDATE orders SET ship_by = current_date + 3 WHERE order_id = $1`, [order.orderId]);
    const mentor = { ...order, packer: signedIn({ memberships: [{ companyId: order.companyId, roles: ['packer'] }] }) };
    expect(await overdue(mentor)).toMatchObject([
      { orderId: order.orderId, piecesLeft: 2, shipBy: expect.any(String) },
    ]);

    await timeIsOver(order);

    const { refunds, totalFen } = await till.until(order.orderId, order.token, Status.REFUNDED);
    expect(refunds).toMatchObject([{ kind: Kind.PRE_SALE, amountFen: totalFen }]);
    await eventually(async () => (await till.farm.available(lilies)) === 10);
    expect(await overdue(order)).toEqual([]);
  });

  it('is paid back once, also when whoever does it dies on the way', async () => {
    const lilies = await preSold(10);
    const order = await paidOrder([lilies, 2]);
    let deaths = 0;
    jest.spyOn(Steps.prototype, 'reached').mockImplementation(async (step) => {
      if (step === 'refund: written' || step === 'refund: asked') {
        deaths += 1;
        if (deaths <= 3) throw new Error(`cut after ${step}`);
      }
    });

    await timeIsOver(order);
    await eventually(
      async () => {
        await till.orders.sql('UPDATE refund SET due_at = now() WHERE due_at IS NOT NULL AND order_id = $1', [
          order.orderId,
        ]);
        return (await till.order(order.orderId, order.token)).status === Status.REFUNDED;
      },
      { every: 250, within: 30_000 },
    );

    expect(deaths).toBeGreaterThan(1);
    expect((await till.order(order.orderId, order.token)).refunds).toHaveLength(1);
    expect((await till.kept()).get(order.orderId)).toBe(0);
    expect(await refundsTold(order)).toHaveLength(1);
  });

  it('has only what did not leave paid back', async () => {
    const lilies = await preSold(10);
    const order = await paidOrder([lilies, 4]);
    await till.farm.harvest(lilies, 50_000n);
    await become(order, State.READY);
    await ship(order, [1]);

    await timeIsOver(order);

    await till.until(order.orderId, order.token, Status.SHIPPED);
    expect((await till.order(order.orderId, order.token)).lines).toMatchObject([{ refundedQuantity: 3 }]);
    await expect(ship(order, [1])).rejects.toMatchObject({ code: 'order.not_packable' });
  });

  it('is left alone once all of it has left', async () => {
    const lilies = await preSold(10);
    const order = await paidOrder([lilies, 1]);
    await till.farm.harvest(lilies, 50_000n);
    await become(order, State.READY);
    await ship(order, [1]);

    await timeIsOver(order);

    await eventually(async () => {
      const rows = await till.orders.sql('SELECT FROM orders WHERE order_id = $1 AND presale_due_at IS NULL', [
        order.orderId,
      ]);
      return rows.length === 1;
    });
    expect(await till.order(order.orderId, order.token)).toMatchObject({ status: Status.SHIPPED, refunds: [] });
  });
});
