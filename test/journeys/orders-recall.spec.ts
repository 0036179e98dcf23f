import { describe, expect, it } from '@jest/globals';
import { Lots } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Order_Status as Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Recalls } from '#contracts/tianjian/orders/v1/recalls_pb.js';
import { CompanyId, LotId } from '#kernel/id.js';
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
