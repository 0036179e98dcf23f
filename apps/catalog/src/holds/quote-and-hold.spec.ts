import { describe, expect, it } from '@jest/globals';
import { Holds } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';
import { asService, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, daysFromNow, Farm, lostBy, times, won } from '../given.js';

const catalog = runningService('catalog', CatalogModule, { replicas: 2 });
const farm = new Farm(catalog);

describe('Holding a checkout', () => {
  it('prices the lines, adds the freight and says until when', async () => {
    const noodles = await farm.stocked([10], { priceFen: 2_500n, netG: 500, grossG: 600 });

    const held = await farm.hold(checkoutOf([[noodles, 3]], { regionCode: '621102' }));

    expect(held).toMatchObject({
      companyId: noodles.companyId,
      status: 'PROVISIONAL',
      lines: [{ skuId: noodles.skuId, quantity: 3, priceFen: 2_500n, amountFen: 7_500n, offerId: '' }],
      freightFen: 600n,
      totalFen: 8_100n,
    });
    expect(Number(held.expiresAt?.seconds) - Date.now() / 1_000).toBeCloseTo(60, -1);
    expect(await farm.stock(noodles)).toMatchObject({ onHand: 10, held: 3, available: 7 });
  });

  it('takes the lots that expire first and says what their pieces cost', async () => {
    const noodles = await farm.stocked([4, 10]);

    const held = await farm.hold(checkoutOf([[noodles, 6]]));

    const [first, second] = noodles.lotIds;
    expect(held.lines[0]?.allocations).toMatchObject([
      { lotId: first, pieces: 4, grams: 2_000n, costFen: 4n * 556n },
      { lotId: second, pieces: 2, grams: 1_000n, costFen: 2n * 556n },
    ]);
  });

  it('promises nothing of a lot that would not reach the buyer in time', async () => {
    const cherries = await farm.sku();
    const { lotId } = await farm.lot(cherries.companyId, cherries.productId, { expiresOn: daysFromNow(1) });
    await farm.pack(cherries, lotId, 5);

    await expect(farm.hold(checkoutOf([[cherries, 1]]))).rejects.toMatchObject({ code: 'stock.sold_out' });
    expect(await farm.stock(cherries)).toMatchObject({ onHand: 5, available: 0 });
  });

  it('takes nothing when one line falls short, and says by how much', async () => {
    const noodles = await farm.stocked([10]);
    const apples = await farm.stocked([1, 1], { companyId: noodles.companyId });

    const checkout = checkoutOf([
      [noodles, 3],
      [apples, 5],
    ]);
    await expect(farm.hold(checkout)).rejects.toMatchObject({
      code: 'stock.sold_out',
      details: { shortages: [{ skuId: apples.skuId, wanted: 5, available: 2 }] },
    });

    expect(await farm.available(noodles)).toBe(10);
    expect(await catalog.sql('SELECT FROM checkout WHERE checkout_id = $1', [checkout.checkoutId])).toEqual([]);
  });

  it('adds up lines that ask for the same SKU', async () => {
    const noodles = await farm.stocked([5]);

    await expect(
      farm.hold(
        checkoutOf([
          [noodles, 3],
          [noodles, 3],
        ]),
      ),
    ).rejects.toMatchObject({ code: 'stock.sold_out' });
    const held = await farm.hold(
      checkoutOf([
        [noodles, 2],
        [noodles, 3],
      ]),
    );
    expect(held.lines).toMatchObject([{ quantity: 5 }]);
  });

  it.each([
    ['no pieces', 0],
    ['fewer than none', -1],
    ['more than a lorry', 10_000],
  ])('refuses %s', async (_, quantity) => {
    const noodles = await farm.stocked([5]);

    await expect(farm.hold(checkoutOf([[noodles, quantity]]))).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'lines[0].quantity' },
    });
  });

  it('refuses what it does not know, several companies, and a region nobody delivers to', async () => {
    const [noodles, apples] = [await farm.stocked([5]), await farm.stocked([5])];

    await expect(farm.hold(checkoutOf([[{ skuId: SkuId.new() }, 1]]))).rejects.toMatchObject({ code: 'not_found' });
    const mixed = checkoutOf([
      [noodles, 1],
      [apples, 1],
    ]);
    await expect(farm.hold(mixed)).rejects.toMatchObject({ code: 'order.several_companies' });
    await expect(farm.hold(checkoutOf([[noodles, 1]], { regionCode: '990000' }))).rejects.toMatchObject({
      code: 'request.invalid',
    });
    expect(await farm.available(noodles)).toBe(5);
  });

  it('answers a repeated checkout with its first answer, however often it comes at once', async () => {
    const noodles = await farm.stocked([10]);
    const checkout = checkoutOf([[noodles, 3]]);

    const answers = await Promise.all(times(8, () => farm.hold(checkout)));
    await catalog.sql('UPDATE sku SET price_fen = 9900, title = $2 WHERE sku_id = $1', [noodles.skuId, '涨价']);
    const late = await farm.hold(checkout);

    expect(new Set(answers.map((answer) => answer.holdId)).size).toBe(1);
    expect({ ...late, expiresAt: undefined }).toEqual({ ...answers[0], expiresAt: undefined });
    expect(await farm.available(noodles)).toBe(7);
  });

  it('answers all repeats alike also when they ask for the last piece there is', async () => {
    for (let round = 0; round < 8; round += 1) {
      const noodles = await farm.stocked([1]);
      const checkout = checkoutOf([[noodles, 1]]);

      const answers = await Promise.all(times(6, () => farm.hold(checkout)));

      expect(new Set(answers.map((answer) => answer.holdId)).size).toBe(1);
    }
  });

  it('knows a checkout by its buyer, and by its lines in any order', async () => {
    const noodles = await farm.stocked([10]);
    const apples = await farm.stocked([10], { companyId: noodles.companyId });
    const checkout = checkoutOf([
      [noodles, 1],
      [apples, 2],
    ]);

    const first = await farm.hold(checkout);
    const again = await farm.hold({ ...checkout, lines: [...checkout.lines].reverse() });
    const ofSomebodyElse = await farm.hold({ ...checkout, buyerId: checkoutOf([]).buyerId });

    expect(again.holdId).toBe(first.holdId);
    expect(ofSomebodyElse.holdId).not.toBe(first.holdId);
    expect(await farm.available(apples)).toBe(6);
  });

  it('lets one checkout win once, even when its two attempts share no SKU', async () => {
    const noodles = await farm.stocked([10]);
    const apples = await farm.stocked([10], { companyId: noodles.companyId });
    const checkout = checkoutOf([[noodles, 1]]);
    const otherwise = { ...checkout, lines: [{ skuId: apples.skuId, quantity: 1 }] };

    const answers = await Promise.allSettled(times(10, (at) => farm.hold(at % 2 ? checkout : otherwise)));

    const codes = new Set(answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : 'held')));
    expect(codes).toEqual(new Set(['held', 'checkout.changed']));
    expect((await farm.available(noodles)) + (await farm.available(apples))).toBe(19);
  });

  it('ignores a session that is of another company, off air, or without the SKU', async () => {
    const [noodles, apples] = [await farm.stocked([10]), await farm.stocked([10])];
    const ofOthers = await farm.onAir(apples.companyId, [apples.skuId, noodles.skuId]);
    const withoutIt = await farm.onAir(noodles.companyId, [(await farm.sku({ companyId: noodles.companyId })).skuId]);

    for (const liveSessionId of [ofOthers, withoutIt, LiveSessionId.new()]) {
      const held = await farm.hold(checkoutOf([[noodles, 1]], { liveSessionId }));
      expect(held.liveSessionId).toBe('');
    }
    const onAir = await farm.onAir(noodles.companyId, [noodles.skuId]);
    expect((await farm.hold(checkoutOf([[noodles, 1]], { liveSessionId: onAir }))).liveSessionId).toBe(onAir);
  });

  it('sells twenty pieces over three lots to exactly twenty of a hundred buyers, from two instances', async () => {
    const noodles = await farm.stocked([7, 6, 7]);

    const answers = await Promise.allSettled(times(100, () => farm.hold(checkoutOf([[noodles, 1]]))));

    expect(answers.filter(won)).toHaveLength(20);
    expect(answers.filter(lostBy('stock.sold_out'))).toHaveLength(80);
    expect(await farm.stock(noodles)).toMatchObject({ onHand: 20, held: 20, available: 0 });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('never deadlocks when checkouts name the same SKUs in opposite order', async () => {
    const companyId = CompanyId.new();
    const skus = await Promise.all(times(4, () => farm.stocked([500, 500], { companyId })));
    const forth = skus.map((sku): [{ skuId: SkuId }, number] => [sku, 1]);
    const back = [...forth].reverse();

    const answers = await Promise.allSettled(times(200, (at) => farm.hold(checkoutOf(at % 2 ? forth : back))));

    expect(answers.filter(won)).toHaveLength(200);
    expect(await farm.unbalanced()).toEqual([]);
  });
});

describe('Quoting', () => {
  it('says what lines would cost and holds nothing', async () => {
    const noodles = await farm.stocked([1], { priceFen: 2_500n, grossG: 600 });

    const quoted = await catalog.call(Holds.method.quote, {
      lines: [{ skuId: noodles.skuId, quantity: 2 }],
      regionCode: '310101',
    });

    expect(quoted).toMatchObject({
      lines: [{ skuId: noodles.skuId, quantity: 2, priceFen: 2_500n, amountFen: 5_000n }],
      freightFen: 1_150n,
      totalFen: 6_150n,
    });
    expect(await farm.available(noodles)).toBe(1);
  });
});

describe('Holding a paid order again', () => {
  it('takes list stock at the order’s price, once per order', async () => {
    const noodles = await farm.stocked([10], { priceFen: 2_500n });
    const order = {
      orderId: checkoutOf([]).checkoutId as string,
      companyId: noodles.companyId,
      buyerId: checkoutOf([]).buyerId,
      lines: [{ skuId: noodles.skuId, quantity: 4, priceFen: 1_900n }],
    };

    const answers = await Promise.all(times(4, () => catalog.call(Holds.method.holdAgain, order, asService('orders'))));

    expect(new Set(answers.map((answer) => answer.holdId)).size).toBe(1);
    expect(answers[0]).toMatchObject({ lines: [{ priceFen: 1_900n, amountFen: 7_600n }], totalFen: 7_600n });
    expect(await farm.available(noodles)).toBe(6);
  });
});
