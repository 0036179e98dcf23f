import { describe, expect, it } from '@jest/globals';
import { Lots } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Order_Status as Status, Refund_Kind as Kind } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Recalls } from '#contracts/tianjian/orders/v1/recalls_pb.js';
import { CompanyId, LotId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { checkoutOf, openTill, signedIn } from './till.js';

const till = openTill();

const linesOf = (companyId: CompanyId, lotId: LotId, more: object = {}) =>
  till.orders.call(Recalls.method.listLines, { companyId, lotId, ...more }, signedIn());

describe('Recalling a lot that was sold', () => {
  it('lists every line that has pieces of it, how many buyers, and what has not left yet', async () => {
    const noodles = await till.stocked([5, 20]);
    const [bad, good] = noodles.lotIds as [LotId, LotId];
    const [paid, open, mixed] = [await till.placed(noodles, 2), await till.placed(noodles, 1), signedIn()];
    const { order: both } = await till.place(checkoutOf([noodles, 6]), mixed);
    const cancelled = await till.placed(noodles, 1);
    await till.pay(paid.payment.paymentId, paid.token);
    await till.until(paid.order.orderId, paid.token, Status.PAID);
    await till.orders.sql(`UPDATE orders SET status = 'CANCELLED' WHERE order_id = $1`, [cancelled.order.orderId]);

    await till.catalog.call(
      Lots.method.recall,
      { companyId: noodles.companyId, lotId: bad, reason: '农残超标' },
      signedIn(),
    );

    const { lines, reach } = await linesOf(noodles.companyId, bad);
    expect(lines.map(({ orderId, pieces, status }) => [orderId, pieces, status])).toEqual([
      [paid.order.orderId, 2, Status.PAID],
      [open.order.orderId, 1, Status.AWAITING_PAYMENT],
      [both!.orderId, 2, Status.AWAITING_PAYMENT],
    ]);
    expect(reach).toMatchObject({ lines: 3, orders: 3, buyers: 3, pieces: 5, unshippedOrders: 3, unshippedPieces: 5 });
    await till.orders.sql(`UPDATE orders SET status = 'SHIPPED' WHERE order_id = $1`, [paid.order.orderId]);
    expect((await linesOf(noodles.companyId, bad)).reach).toMatchObject({ unshippedOrders: 2, unshippedPieces: 3 });
    expect((await linesOf(noodles.companyId, good)).reach).toMatchObject({ lines: 1, pieces: 4 });
    expect(await linesOf(CompanyId.new(), bad)).toMatchObject({ lines: [], reach: { lines: 0 } });
  });

  it('pays back whole lines of what is paid and not packed, once, and keeps the pieces from everybody', async () => {
    const noodles = await till.stocked([5, 20]);
    const [bad] = noodles.lotIds as [LotId];
    const [paid, packed, open] = [
      await till.placed(noodles, 2),
      await till.placed(noodles, 1),
      await till.placed(noodles),
    ];
    const mixed = await till.placed(noodles, 4);
    for (const { order, payment, token } of [paid, packed, mixed]) {
      await till.pay(payment.paymentId, token);
      await till.until(order.orderId, token, Status.PAID);
    }
    await till.orders.sql('UPDATE orders SET packed_at = now() WHERE order_id = $1', [packed.order.orderId]);
    const { companyId } = noodles;
    const seller = signedIn();
    await till.catalog.call(Lots.method.recall, { companyId, lotId: bad, reason: '农残超标' }, seller);
    const before = await till.farm.available(noodles);
    const payBack = () =>
      till.orders.call(Recalls.method.refundUnpacked, { companyId, lotId: bad, reason: '批次召回' }, seller);

    const answers = [...(await Promise.all([payBack(), payBack()])), await payBack()];

    expect(answers.reduce((sum, { refundedOrders }) => sum + refundedOrders, 0)).toBe(2);
    expect(answers.at(-1)).toMatchObject({ refundedOrders: 0, leftOrders: 0 });
    for (const { order, token } of [paid, mixed]) {
      const { refunds } = await till.until(order.orderId, token, Status.REFUNDED);
      expect(refunds).toMatchObject([{ kind: Kind.RECALL, amountFen: order.totalFen, reason: '批次召回' }]);
    }
    for (const { order, token } of [packed, open]) expect((await till.order(order.orderId, token)).refunds).toEqual([]);
    // Of the mixed line three pieces were of the good lot: those can be sold again, the others never.
    await eventually(async () => (await till.farm.available(noodles)) === before + 3);
    await expect(till.place(checkoutOf([noodles, before + 4]), signedIn())).rejects.toMatchObject({
      code: 'stock.sold_out',
    });
    expect(await till.farm.unbalanced()).toEqual([]);
  });

  it('lists them page by page', async () => {
    const noodles = await till.stocked([9]);
    const orders = [await till.placed(noodles), await till.placed(noodles), await till.placed(noodles)];
    const [lotId] = noodles.lotIds as [LotId];

    const first = await linesOf(noodles.companyId, lotId, { pageSize: 2 });
    const second = await linesOf(noodles.companyId, lotId, { pageSize: 2, pageToken: first.nextPageToken });

    expect([...first.lines, ...second.lines].map((line) => line.orderId)).toEqual(
      orders.map(({ order }) => order.orderId),
    );
    expect(second.nextPageToken).toBe('');
  });
});
