import { describe, expect, it } from '@jest/globals';
import { OrderPaidSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { PiecesGivenUpSchema } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { LineId, OrderId, RefundId } from '#kernel/id.js';
import { eventually, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, Farm } from '../given.js';

const catalog = runningService('catalog', CatalogModule);
const farm = new Farm(catalog);

async function given(pieces: number[], sold: number) {
  const goods = await farm.stocked(pieces);
  const { holdId } = await farm.hold(checkoutOf([[goods, sold]]));
  const order = { orderId: OrderId.new(), companyId: goods.companyId };
  const pay = () => catalog.deliver(OrderPaidSchema, { ...order, holdId });
  const giveUp = (count: number, lotId = goods.lotIds[0]!) => ({
    ...order,
    refundId: RefundId.new(),
    lines: [{ lineId: LineId.new(), skuId: goods.skuId, allocations: [{ lotId, pieces: count }] }],
  });
  return { goods, pay, giveUp };
}

describe('Pieces that were sold and never shipped', () => {
  it('go back to their lot once, however often and by whichever event it is told', async () => {
    const { goods, pay, giveUp } = await given([10], 6);
    await pay();
    const event = giveUp(2);

    const eventId = await catalog.deliver(PiecesGivenUpSchema, event);
    await catalog.deliver(PiecesGivenUpSchema, event, eventId);
    await eventually(async () => (await farm.stock(goods)).onHand === 6);

    await catalog.deliver(PiecesGivenUpSchema, event);
    await catalog.deliver(PiecesGivenUpSchema, giveUp(1));
    await eventually(async () => (await farm.stock(goods)).onHand === 7);
    expect(await farm.available(goods)).toBe(7);
    expect(await farm.unbalanced()).toEqual([]);
    const moved = await catalog.sql(`SELECT pieces FROM movement WHERE sku_id = $1 AND kind = 'returned'`, [
      goods.skuId,
    ]);
    expect(moved.map(({ pieces }) => pieces)).toEqual(expect.arrayContaining([2, 1]));
  });

  it('are there for the next buyer only once, also if they come back before their sale is known', async () => {
    const { goods, pay, giveUp } = await given([10], 6);

    const event = await catalog.deliver(PiecesGivenUpSchema, giveUp(6));
    await eventually(async () => (await catalog.sql('SELECT FROM inbox WHERE event_id = $1', [event])).length > 0);
    expect(await farm.available(goods)).toBe(10);
    await pay();

    await eventually(async () => (await farm.stock(goods)).held === 0);
    expect(await farm.stock(goods)).toMatchObject({ onHand: 10, available: 10 });
    expect(await farm.unbalanced()).toEqual([]);
  });
});
