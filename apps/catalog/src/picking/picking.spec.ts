import { describe, expect, it } from '@jest/globals';
import { Lots } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Picking } from '#contracts/tianjian/catalog/v1/picking_pb.js';
import { OrderPaidSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { CompanyId, HoldId, LotId, OrderId, ReallocationId, RecallId, SkuId } from '#kernel/id.js';
import { asService, eventually, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, daysFromNow, Farm, lostBy, seller, times, won } from '../given.js';

const catalog = runningService('catalog', CatalogModule);
const farm = new Farm(catalog);
type Goods = Awaited<ReturnType<Farm['stocked']>>;

/** So many pieces sold to somebody, out of the lots that expire first. */
async function sold(goods: Goods, pieces: number): Promise<HoldId> {
  const { holdId } = await farm.hold(checkoutOf([[goods, pieces]]));
  await catalog.deliver(OrderPaidSchema, { orderId: OrderId.new(), companyId: goods.companyId, holdId });
  await eventually(async () => {
    const [hold] = await catalog.sql<{ status: string }>('SELECT status FROM hold WHERE hold_id = $1', [holdId]);
    return hold?.status === 'SOLD';
  });
  return holdId as HoldId;
}

const reallocate = (goods: Goods, holdId: string, pieces: number, more: object = {}) =>
  catalog.call(
    Picking.method.reallocate,
    {
      ...{ companyId: goods.companyId, skuId: goods.skuId, holdId, pieces },
      ...{ fromLotId: goods.lotIds[0]!, toLotId: goods.lotIds[1]!, reallocationId: ReallocationId.new() },
      ...more,
    },
    asService('orders'),
  );

const lots = async (goods: Goods) =>
  Object.fromEntries((await farm.stock(goods)).lots.map(({ lotId, onHand }) => [lotId, onHand]));

describe('Pieces that go out of another lot', () => {
  it('come back into the one and out of the other, with what they weigh and cost', async () => {
    const goods = await farm.stocked([5, 5], { netG: 500 });
    const [early, late] = goods.lotIds as [LotId, LotId];
    const holdId = await sold(goods, 3);

    const moved = await reallocate(goods, holdId, 2);

    // 11.11 yuan a kilogram.
    expect(moved).toMatchObject({
      from: { lotId: early, pieces: 2, grams: 1_000n, costFen: 1_112n },
      to: { lotId: late, pieces: 2, grams: 1_000n, costFen: 1_112n },
    });
    expect(await lots(goods)).toEqual({ [early]: 4, [late]: 3 });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('and back again', async () => {
    const goods = await farm.stocked([5, 5]);
    const [early, late] = goods.lotIds as [LotId, LotId];
    const holdId = await sold(goods, 3);
    await reallocate(goods, holdId, 3);

    await reallocate(goods, holdId, 3, { fromLotId: late, toLotId: early });

    expect(await lots(goods)).toEqual({ [early]: 2, [late]: 5 });
  });

  it('are never more than the hold has, nor than the other lot has free, whoever asks at once', async () => {
    const goods = await farm.stocked([5, 4]);
    const holdId = await sold(goods, 3);
    await farm.hold(checkoutOf([[goods, 3]])); // The two that are left of the first lot, and one of the second.

    const asks = await Promise.allSettled(times(8, () => reallocate(goods, holdId, 1)));

    expect(asks.filter(won)).toHaveLength(3);
    expect(asks.filter(lostBy('not_found'))).toHaveLength(5);
    expect(await farm.unbalanced()).toEqual([]);
    const other = await sold(goods, 1);
    await expect(reallocate(goods, other, 2)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are told once for one id, and refused with other content', async () => {
    const goods = await farm.stocked([5, 5]);
    const holdId = await sold(goods, 3);
    const more = { reallocationId: ReallocationId.new() };

    const answers = await Promise.all(times(4, () => reallocate(goods, holdId, 2, more)));

    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await expect(reallocate(goods, holdId, 1, more)).rejects.toMatchObject({ code: 'request.repeated_differently' });
    const another = await sold(goods, 1);
    await expect(reallocate(goods, another, 2, more)).rejects.toMatchObject({ code: 'request.repeated_differently' });
  });

  it('go back into a lot that was recalled, and never out of one', async () => {
    const goods = await farm.stocked([5, 5]);
    const [early, late] = goods.lotIds as [LotId, LotId];
    const holdId = await sold(goods, 3);
    const recall = { companyId: goods.companyId, lotId: early, recallId: RecallId.new(), reason: '农残超标' };
    await catalog.call(Lots.method.recall, recall, seller());

    await reallocate(goods, holdId, 3);

    expect(await lots(goods)).toEqual({ [early]: 3, [late]: 2 });
    expect(await farm.available(goods)).toBe(2);
    const back = { fromLotId: late, toLotId: early };
    await expect(reallocate(goods, holdId, 1, back)).rejects.toMatchObject({ code: 'lot.not_sellable' });
  });

  it('wait for the sale of their hold to be known, and are nobody else’s', async () => {
    const goods = await farm.stocked([5, 5]);
    const { holdId } = await farm.hold(checkoutOf([[goods, 1]]));

    await expect(reallocate(goods, holdId, 1)).rejects.toMatchObject({ code: 'unavailable' });
    for (const more of [{ holdId: HoldId.new() }, { companyId: CompanyId.new() }, { skuId: SkuId.new() }]) {
      await expect(reallocate(goods, holdId, 1, more)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

describe('The seller’s lists', () => {
  const lowStock = (companyId: CompanyId, more: object = {}) =>
    catalog.call(Picking.method.listLowStock, { companyId, ...more }, seller());
  const expiring = (companyId: CompanyId, more: object = {}) =>
    catalog.call(Picking.method.listExpiringLots, { companyId, ...more }, seller());

  it('show the scarcest SKUs first, page by page', async () => {
    const plenty = await farm.stocked([30]);
    const { companyId } = plenty;
    const few = await farm.stocked([7], { companyId });
    const none = await farm.sku({ companyId });
    await farm.hold(checkoutOf([[few, 3]]));

    const first = await lowStock(companyId, { pageSize: 1 });
    const rest = await lowStock(companyId, { pageToken: first.nextPageToken });

    expect(first.skus).toMatchObject([{ skuId: none.skuId, available: 0 }]);
    expect(rest.skus).toMatchObject([{ skuId: few.skuId, available: 4, onHand: 7, held: 3 }]);
    expect((await lowStock(companyId, { atMost: 0 })).skus).toHaveLength(1);
    expect((await lowStock(companyId, { atMost: 30 })).skus).toHaveLength(3);
    await expect(lowStock(companyId, { atMost: -1 })).rejects.toMatchObject({ details: { field: 'atMost' } });
  });

  it('show lots about to expire, those that have expired first', async () => {
    const sku = await farm.sku();
    const { companyId, productId } = sku;
    const pack = async (days: number) => {
      const { lotId } = await farm.lot(companyId, productId, { expiresOn: daysFromNow(days) });
      await farm.pack(sku, lotId, 2);
      return lotId;
    };
    const [soon, , over] = [await pack(10), await pack(40), await pack(-1)];

    const first = await expiring(companyId, { pageSize: 1 });
    const rest = await expiring(companyId, { pageToken: first.nextPageToken });

    expect(first.lots).toMatchObject([{ lotId: over, sellable: false, onHand: 2 }]);
    expect(rest.lots).toMatchObject([{ lotId: soon, sellable: true, expiresOn: daysFromNow(10) }]);
    expect((await expiring(companyId, { withinDays: 40 })).lots).toHaveLength(3);
    const forged = Buffer.from(JSON.stringify(['2026-02-30', SkuId.new(), SkuId.new()])).toString('base64url');
    await expect(expiring(companyId, { pageToken: forged })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('are one company’s own', async () => {
    await farm.stocked([1]);

    expect((await lowStock(CompanyId.new())).skus).toEqual([]);
    expect((await expiring(CompanyId.new(), { withinDays: 3_650 })).lots).toEqual([]);
  });
});
