import { Fulfilment } from '#contracts/tianjian/orders/v1/fulfilment_pb.js';
import { Order_Status as Status } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { ReallocationId, ShipmentId, type CompanyId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { checkoutOf, signedIn, type Goods, type Till } from './till.js';

export const packerOf = (companyId: CompanyId) => signedIn({ memberships: [{ companyId, roles: ['packer'] }] });
export const TRACKING = { carrier: 'SF', trackingNumber: 'SF1234567890123' };

export interface Paid {
  companyId: CompanyId;
  orderId: string;
  token: string;
  packer: string;
  lines: string[];
}

/** Paid orders at a till, and what who packs does with them. */
export function packingAt(till: Till) {
  /** A paid order of so many pieces of each of some goods, of which catalog knows too. */
  async function paidOrder(...wanted: [Goods, number][]): Promise<Paid> {
    const [first] = wanted[0]!;
    const token = signedIn();
    const { order, payment } = await till.place(checkoutOf(...wanted), token);
    await till.pay(payment!.paymentId, token);
    const { orderId } = order!;
    const paid = await till.until(orderId, token, Status.PAID);
    const [{ hold_id }] = (await till.orders.sql<{ hold_id: string }>(
      'SELECT hold_id FROM orders WHERE order_id = $1',
      [orderId],
    )) as [{ hold_id: string }];
    await eventually(async () => {
      const [hold] = await till.catalog.sql<{ status: string }>('SELECT status FROM hold WHERE hold_id = $1', [
        hold_id,
      ]);
      return hold?.status === 'SOLD';
    });
    const { companyId } = first;
    return { companyId, orderId, token, packer: packerOf(companyId), lines: paid.lines.map(({ lineId }) => lineId) };
  }

  const ship = (order: Paid, quantities: number[], more: { shipmentId?: string; trackingNumber?: string } = {}) =>
    till.orders.call(
      Fulfilment.method.ship,
      {
        companyId: order.companyId,
        orderId: order.orderId,
        shipmentId: ShipmentId.new(),
        ...TRACKING,
        lines: quantities.flatMap((quantity, at) => (quantity > 0 ? [{ lineId: order.lines[at]!, quantity }] : [])),
        ...more,
      },
      order.packer,
    );

  const reallocate = (order: Paid, fromLotId: string, toLotId: string, pieces: number, reallocationId?: string) =>
    till.orders.call(
      Fulfilment.method.reallocate,
      {
        ...{ companyId: order.companyId, orderId: order.orderId, lineId: order.lines[0]! },
        ...{ reallocationId: reallocationId ?? ReallocationId.new(), fromLotId, toLotId, pieces, reason: '压坏' },
      },
      order.packer,
    );

  /** As the after-sale does it. */
  const refunded = (order: Paid, line: number, quantity: number) =>
    till.orders.sql('UPDATE order_line SET refunded_quantity = $2 WHERE line_id = $1', [order.lines[line], quantity]);

  const pickList = (order: Paid, orders = 0) =>
    till.orders.call(Fulfilment.method.getPickList, { companyId: order.companyId, orders }, order.packer);

  return { paidOrder, ship, reallocate, refunded, pickList };
}
