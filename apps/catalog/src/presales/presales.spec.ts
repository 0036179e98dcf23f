import { describe, expect, it } from '@jest/globals';
import { LotHarvestedSchema, PreSales } from '#contracts/tianjian/catalog/v1/presales_pb.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { Shelf } from '#contracts/tianjian/catalog/v1/shelf_pb.js';
import { Holds, LotPackedSchema, Stock } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Lots } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { OrderPaidSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { PiecesGivenUpSchema } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { AdjustmentId, LineId, OfferId, OrderId, RecallId, RefundId, type CompanyId } from '#kernel/id.js';
import type { Held } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { asService, eventually, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, daysFromNow, Farm, lostBy, seller, times, won } from '../given.js';

const catalog = runningService('catalog', CatalogModule, { replicas: 3 });
const farm = new Farm(catalog);

const about = ({ companyId, holdId }: Held) => ({ companyId, holdId, orderId: OrderId.new() as string });

async function sold(lilies: Parameters<typeof checkoutOf>[0][number][0], pieces: number): Promise<Held> {
  const held = await farm.hold(checkoutOf([[lilies, pieces]]));
  await catalog.deliver(OrderPaidSchema, about(held));
  await eventually(async () => {
    const [row] = await catalog.sql<{ status: string }>('SELECT status FROM hold WHERE hold_id = $1', [held.holdId]);
    return row?.status === 'SOLD';
  });
  return held;
}

const givenUp = ({ companyId, lines }: Held) =>
  catalog.deliver(PiecesGivenUpSchema, {
    ...{ orderId: OrderId.new(), companyId, refundId: RefundId.new() },
    lines: lines.map(({ skuId, allocations }) => ({ lineId: LineId.new(), skuId, allocations })),
  });

const listed = async (companyId: CompanyId) =>
  (await catalog.call(PreSales.method.list, { companyId }, seller())).preSales[0];

describe('A harvest to come', () => {
  it('is sold up to the share that was chosen of it, and not a gram further', async () => {
    const sku = await farm.sku();
    const lotId = await farm.preSale(sku, { expectedG: 10_000n, shareBp: 8_000 });

    const preSale = await farm.offerOf(lotId, sku, 16);

    expect(preSale).toMatchObject({ capacityG: 8_000n, offeredG: 8_000n, skus: [{ offered: 16, left: 16 }] });
    await expect(farm.offerOf(lotId, sku, 1)).rejects.toMatchObject({ code: 'pre_sale.full', details: { leftG: '0' } });
  });

  it('is opened and offered once, however often it is said', async () => {
    const sku = await farm.sku();
    const lotId = await farm.preSale(sku);
    const offeringId = OfferId.new();

    await Promise.all(times(5, () => farm.offerOf(lotId, sku, 16, offeringId)));

    expect((await listed(sku.companyId))?.skus).toMatchObject([{ offered: 16, left: 16 }]);
    await expect(farm.offerOf(lotId, sku, 15, offeringId)).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
    await expect(farm.preSale(sku, { lotId, expectedG: 1_000n })).rejects.toThrow();
  });

  it.each(['0000-01-01', '9999-12-31', '2026-02-30', daysFromNow(0), daysFromNow(366)])(
    'is not one of %s',
    async (expectedOn) => {
      const sku = await farm.sku();

      await expect(farm.preSale(sku, { expectedOn })).rejects.toMatchObject({ code: 'request.invalid' });
    },
  );

  it('is named with its day wherever its pieces are shown', async () => {
    const lilies = await farm.preSold(10);
    const mark = { lotId: lilies.lotId, expectedOn: daysFromNow(20), shipBy: daysFromNow(27) };
    const { companyId, productId, skuId } = lilies;
    const lines = [{ skuId, quantity: 1 }];

    const quoted = await catalog.call(Holds.method.quote, { lines, regionCode: '310101' }, seller());
    const held = await farm.hold(checkoutOf([[lilies, 1]]));
    const { product } = await catalog.call(Products.method.get, { productId }, seller());
    const { skus: cards } = await catalog.call(Shelf.method.show, { skuIds: [skuId] }, seller());
    const { lots } = await catalog.call(Shelf.method.showLots, { productId }, seller());
    const { skus: described } = await catalog.call(
      Products.method.describe,
      { companyId, skuIds: [skuId] },
      asService('livestream'),
    );

    for (const shown of [quoted, held, product?.skus[0], cards[0], lots[0], described[0]]) {
      expect(shown?.preSale).toMatchObject(mark);
    }
    expect(product?.skus[0]?.available).toBe(9);
  });

  it('is ordered by itself', async () => {
    const lilies = await farm.preSold(10);
    const ready = await farm.sku({ companyId: lilies.companyId, productId: lilies.productId });
    const { lotId } = await farm.lot(lilies.companyId, lilies.productId);
    await farm.pack(ready, lotId, 5);
    const lines = [
      { skuId: lilies.skuId, quantity: 1 },
      { skuId: ready.skuId, quantity: 1 },
    ];

    const mixed = catalog.call(Holds.method.quote, { lines, regionCode: '310101' }, seller());

    await expect(mixed).rejects.toMatchObject({
      code: 'order.pre_sale_apart',
      details: {
        preSales: [
          { shipBy: daysFromNow(27), skuIds: [lilies.skuId] },
          { shipBy: '', skuIds: [ready.skuId] },
        ],
      },
    });
    await expect(
      farm.hold(
        checkoutOf([
          [lilies, 1],
          [ready, 1],
        ]),
      ),
    ).rejects.toMatchObject({ code: 'order.pre_sale_apart' });
  });

  it('shares its SKU with nothing that is ready, and with no other harvest', async () => {
    const noodles = await farm.stocked([3]);
    const lotId = await farm.preSale(noodles);
    await expect(farm.offerOf(lotId, noodles, 1)).rejects.toMatchObject({ code: 'pre_sale.sku_ready' });

    const lilies = await farm.preSold(10);
    const other = await farm.preSale(lilies);
    await expect(farm.offerOf(other, lilies, 1)).rejects.toMatchObject({ code: 'pre_sale.sku_ready' });
    await expect(farm.pack(lilies, lilies.lotId, 1)).rejects.toMatchObject({ code: 'lot.not_harvested' });
    const { lotId: ready } = await farm.lot(lilies.companyId, lilies.productId);
    await expect(farm.pack(lilies, ready, 1)).rejects.toMatchObject({ code: 'pre_sale.sku_promised' });
  });

  it('of 20 pieces goes to exactly 20 of 100 buyers', async () => {
    const lilies = await farm.preSold(20);

    const answers = await Promise.allSettled(times(100, () => farm.hold(checkoutOf([[lilies, 1]]))));

    expect(answers.filter(won)).toHaveLength(20);
    expect(answers.filter(lostBy('stock.sold_out'))).toHaveLength(80);
    expect(await farm.unbalanced()).toEqual([]);
  });
});

describe('A harvest that came in', () => {
  it('and is large enough makes ready goods of everything', async () => {
    const lilies = await farm.preSold(20);
    await sold(lilies, 3);

    expect(await farm.harvest(lilies, 90_000n)).toMatchObject({ settled: true, missingG: 0n, massG: 90_000n });
    expect(await farm.harvest(lilies, 90_000n)).toMatchObject({ settled: true });

    expect(await farm.available(lilies)).toBe(17);
    const { lines } = await farm.hold(checkoutOf([[lilies, 1]]));
    expect(lines).toHaveLength(1);
    const [lot] = await catalog.sql(
      'SELECT mass_g::int, packed_g::int, harvested_on::text FROM lot WHERE lot_id = $1',
      [lilies.lotId],
    );
    expect(lot).toEqual({ mass_g: 90_000, packed_g: 10_000, harvested_on: daysFromNow(0) });
    expect(await catalog.published(LotHarvestedSchema)).toEqual(
      expect.arrayContaining([expect.objectContaining({ lotId: lilies.lotId, massG: 90_000n })]),
    );
    const packed = (await catalog.published(LotPackedSchema)).filter(({ lotId }) => lotId === lilies.lotId);
    expect(packed).toMatchObject([{ pieces: 20, grams: 10_000n, costFen: 20_000n }]);
    await farm.pack(lilies, lilies.lotId, 160);
    await expect(farm.pack(lilies, lilies.lotId, 1)).rejects.toMatchObject({ code: 'lot.too_small' });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('and is too small sells nothing more until those who get none have their money back', async () => {
    const lilies = await farm.preSold(20);
    const [first, second, third] = [await sold(lilies, 4), await sold(lilies, 4), await sold(lilies, 4)];

    // 12 pieces are promised, 8 are free: ten grew.
    expect(await farm.harvest(lilies, 5_000n)).toMatchObject({ settled: false, missingG: 1_000n });
    expect(await farm.available(lilies)).toBe(0);
    await expect(farm.hold(checkoutOf([[lilies, 1]]))).rejects.toMatchObject({ code: 'stock.sold_out' });

    await givenUp(third);
    await eventually(async () => (await listed(lilies.companyId))?.settled === true);

    // Of four pieces that came back two never grew.
    expect(await farm.available(lilies)).toBe(2);
    await givenUp(second);
    await eventually(async () => (await farm.available(lilies)) === 6);
    const packed = (await catalog.published(LotPackedSchema)).filter(({ lotId }) => lotId === lilies.lotId);
    expect(packed).toMatchObject([{ pieces: 10, grams: 5_000n }]);
    expect(await farm.unbalanced()).toEqual([]);
    expect(first.lines).toHaveLength(1);
  });

  it('and is nothing at all takes every piece back', async () => {
    const lilies = await farm.preSold(20);
    const held = await sold(lilies, 4);

    expect(await farm.harvest(lilies, 0n)).toMatchObject({ settled: false, missingG: 2_000n });
    await givenUp(held);
    await eventually(async () => (await listed(lilies.companyId))?.settled === true);

    expect(await farm.available(lilies)).toBe(0);
    expect((await catalog.published(LotPackedSchema)).filter(({ lotId }) => lotId === lilies.lotId)).toEqual([]);
    // The SKU is free for next year's.
    await farm.offerOf(await farm.preSale(lilies), lilies, 5);
    expect(await farm.available(lilies)).toBe(5);
  });

  it('takes back what a flash offer still had, where it did not grow', async () => {
    const lilies = await farm.preSold(20);
    const liveSessionId = await farm.onAir(lilies.companyId, [lilies.skuId]);
    await farm.flash(lilies, liveSessionId, { share: 10 });
    await farm.hold(checkoutOf([[lilies, 2]], { liveSessionId }));

    expect(await farm.harvest(lilies, 2_000n)).toMatchObject({ settled: true });

    expect(await farm.available(lilies)).toBe(2);
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('does not count what was taken off sale before', async () => {
    const lilies = await farm.preSold(20);
    const { companyId, skuId, lotId } = lilies;
    const adjustmentId = AdjustmentId.new();
    await catalog.call(
      Stock.method.adjust,
      { companyId, skuId, lotId, adjustmentId, pieces: -12, reason: '雹灾，少卖' },
      seller(),
    );

    expect(await farm.harvest(lilies, 4_000n)).toMatchObject({ settled: true });
    expect(await farm.available(lilies)).toBe(8);
  });

  it('is not noted of a lot that was called back, nor a day ahead, nor twice in two ways', async () => {
    const lilies = await farm.preSold(20);
    const { companyId, lotId } = lilies;
    const tomorrow = { companyId, lotId, harvestedOn: daysFromNow(1), massG: 1n };
    await expect(catalog.call(PreSales.method.harvest, tomorrow, seller())).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await farm.harvest(lilies, 9_999n);
    await expect(farm.harvest(lilies, 9_998n)).rejects.toMatchObject({ code: 'request.repeated_differently' });
    await expect(farm.offerOf(lotId, lilies, 1)).rejects.toMatchObject({ code: 'pre_sale.over' });

    const other = await farm.preSold(20);
    const recall = { companyId: other.companyId, lotId: other.lotId, recallId: RecallId.new(), reason: '烂根' };
    await catalog.call(Lots.method.recall, recall, seller());
    await expect(farm.harvest(other, 9_999n)).rejects.toMatchObject({ code: 'lot.recalled' });
  });
});

it('Holds and a harvest at the same moment never promise more than grew, once all are settled', async () => {
  const lilies = await farm.preSold(20);
  const holds = times(30, () => farm.hold(checkoutOf([[lilies, 1]])));
  const harvest = farm.harvest(lilies, 5_000n);
  const answers = await Promise.allSettled(holds);
  await harvest;

  const [promised] = await catalog.sql<{ held: number; on_hand: number }>(
    'SELECT held, on_hand FROM stock WHERE lot_id = $1',
    [lilies.lotId],
  );
  expect(promised?.held).toBe(answers.filter(won).length);
  const { settled = false, missingG = 0n } = (await listed(lilies.companyId)) ?? {};
  expect(settled ? promised?.on_hand : 10 + Number(missingG) / 500).toBe(settled ? 10 : promised?.held);
  expect(await farm.unbalanced()).toEqual([]);
});
