import { describe, expect, it } from '@jest/globals';
import { Lots } from '#contracts/tianjian/catalog/v1/lots_pb.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { CartLine_State as State, Carts, type Cart } from '#contracts/tianjian/orders/v1/cart_pb.js';
import { CartId, CompanyId, MergeId, PersonId, RecallId, SkuId } from '#kernel/id.js';
import { asAnybody } from '#testing/running-service.js';
import { ForgetOldCarts } from '../../apps/orders/src/cart/forget-old-carts.js';
import { checkoutOf as wantedOf, seller, times } from '../../apps/catalog/src/given.js';
import { checkoutOf, openTill, signedIn, type Goods } from './till.js';

const till = openTill();

const { get, putLine, removeLines, merge } = Carts.method;
const put = ({ skuId }: { skuId: string }, quantity: number, token = asAnybody(), cartId = '') =>
  till.orders.call(putLine, { skuId, quantity, cartId }, token);
const cartOf = (token: string, cartId = '') => till.orders.call(get, { cartId }, token);
const linesOf = (cart: Cart) => cart.companies.flatMap(({ lines }) => lines);
const inCart = (cart: Cart) => new Map(linesOf(cart).map(({ skuId, quantity }) => [skuId, quantity]));

/** As no client of ours would send it: what the wire carries is decided on this side of it. */
const rawPut = (request: Record<string, unknown>, token: string) =>
  till.orders.instances[0]!.core.rpc.send(putLine, request as never, token);

const gone = ({ productId }: Goods) =>
  till.catalog.sql('UPDATE product SET listed_at = NULL WHERE product_id = $1', [productId]);

describe('A cart', () => {
  it('follows its buyer from one device to the next', async () => {
    const noodles = await till.farm.stocked([10], { priceFen: 2_500n });
    const personId = PersonId.new();
    const [phone, laptop] = [signedIn({ personId }), signedIn({ personId })];

    await put(noodles, 3, phone);

    expect(await cartOf(laptop)).toMatchObject({
      orders: 1,
      goodsFen: 7_500n,
      notice: '',
      companies: [
        {
          companyId: noodles.companyId,
          goodsFen: 7_500n,
          lines: [{ skuId: noodles.skuId, quantity: 3, priceFen: 2_500n, available: 10, state: State.AVAILABLE }],
        },
      ],
    });
    expect(await cartOf(signedIn())).toMatchObject({ companies: [], orders: 0, goodsFen: 0n });
  });

  it('is a client’s own before anybody signs in, and nobody’s without its id', async () => {
    const noodles = await till.farm.stocked([10]);
    const cartId = CartId.new();

    await put(noodles, 2, asAnybody(), cartId);

    expect(inCart(await cartOf(asAnybody(), cartId))).toEqual(new Map([[noodles.skuId, 2]]));
    expect(linesOf(await cartOf(asAnybody(), CartId.new()))).toEqual([]);
    await expect(cartOf(asAnybody())).rejects.toMatchObject({ code: 'auth.required' });
  });

  it('of a person opens under no cart id, not even the person’s own', async () => {
    const noodles = await till.farm.stocked([10]);
    const personId = PersonId.new();
    await put(noodles, 2, signedIn({ personId }));

    expect(linesOf(await cartOf(asAnybody(), personId))).toEqual([]);
  });

  it('sets a quantity however often it is asked, and takes lines out', async () => {
    const [noodles, apples] = [await till.farm.stocked([10]), await till.farm.stocked([10])];
    const token = signedIn();
    for (const quantity of [2, 5, 5]) await put(noodles, quantity, token);
    expect(inCart(await put(apples, 1, token))).toEqual(
      new Map([
        [noodles.skuId, 5],
        [apples.skuId, 1],
      ]),
    );

    for (const _ of [1, 2]) await till.orders.call(removeLines, { skuIds: [noodles.skuId] }, token);

    expect(inCart(await cartOf(token))).toEqual(new Map([[apples.skuId, 1]]));
  });

  it('says before ordering that lines of several companies become several orders', async () => {
    const token = signedIn();
    const [ours, theirs] = [await till.stocked([10]), await till.stocked([10])];
    await put(ours, 1, token);
    const also = await till.farm.stocked([10], { companyId: ours.companyId, productId: ours.productId });
    await put(also, 2, token);

    const cart = await put(theirs, 1, token);

    expect(cart).toMatchObject({ orders: 2, notice: '含 2 家店铺的商品，将分成 2 笔订单，运费分别计算' });
    expect(cart.companies.map(({ companyId, lines }) => [companyId, lines.length])).toEqual([
      [ours.companyId, 2],
      [theirs.companyId, 1],
    ]);
    // What the docs tell a client to do: one order for each company, then the lines leave the cart.
    for (const { lines } of cart.companies) {
      const wanted = lines.map(({ skuId, quantity }) => ({ skuId, quantity }));
      await till.place({ ...checkoutOf(), lines: wanted }, token);
      await till.orders.call(removeLines, { skuIds: wanted.map(({ skuId }) => skuId) }, token);
    }
    expect(await cartOf(token)).toMatchObject({ companies: [], orders: 0 });
  });

  it('shows prices and stock as they are now, not as they were', async () => {
    const noodles = await till.farm.stocked([10], { priceFen: 2_500n });
    const token = signedIn();
    await put(noodles, 4, token);
    const { companyId, productId, skuId } = noodles;
    const terms = { companyId, productId, skuId, title: '宽粉 500g', netG: 500, grossG: 600 };
    await till.catalog.call(
      Products.method.saveSku,
      { ...terms, priceFen: 2_900n, purchaseKind: 1, returnClass: 2 },
      seller(),
    );
    await till.farm.hold(wantedOf([[noodles, 7]]));

    const cart = await cartOf(token);

    expect(linesOf(cart)).toMatchObject([
      { quantity: 4, priceFen: 2_900n, priceWhenPutFen: 2_500n, available: 3, state: State.SHORT },
    ]);
    expect(cart).toMatchObject({ orders: 0, goodsFen: 0n, notice: '1 件商品库存不足；1 件商品价格有变化' });
  });

  it('keeps a product that was deleted while in carts, by its name, until the buyer takes it out', async () => {
    const [noodles, apples] = [await till.farm.stocked([10]), await till.farm.stocked([10])];
    const token = signedIn();
    await put(noodles, 2, token);
    await put(apples, 1, token);
    await gone(noodles);

    const cart = await cartOf(token);

    expect(linesOf(cart)).toMatchObject([
      {
        skuId: noodles.skuId,
        productTitle: '定西宽粉',
        quantity: 2,
        priceFen: 2_500n,
        available: 0,
        state: State.GONE,
      },
      { skuId: apples.skuId, state: State.AVAILABLE },
    ]);
    expect(cart).toMatchObject({ orders: 1, goodsFen: 2_500n, notice: '1 件商品已下架' });
    await expect(put(noodles, 3, token)).rejects.toMatchObject({ code: 'not_found' });
    const left = await till.orders.call(removeLines, { skuIds: [noodles.skuId] }, token);
    expect(linesOf(left)).toHaveLength(1);
  });

  it('says what is sold out', async () => {
    const noodles = await till.farm.stocked([5]);
    const token = signedIn();
    await put(noodles, 2, token);
    await till.farm.hold(wantedOf([[noodles, 5]]));

    expect(linesOf(await cartOf(token))).toMatchObject([{ available: 0, state: State.SOLD_OUT }]);
    expect((await cartOf(token)).notice).toBe('1 件商品已售罄');
  });

  it('offers nothing of a lot that was recalled while in carts', async () => {
    const noodles = await till.farm.stocked([5, 3]);
    const token = signedIn();
    await put(noodles, 4, token);
    const { companyId } = noodles;
    const [lotId] = noodles.lotIds;
    await till.catalog.call(
      Lots.method.recall,
      { companyId, lotId, recallId: RecallId.new(), reason: '农残' },
      seller(),
    );

    expect(linesOf(await cartOf(token))).toMatchObject([{ quantity: 4, available: 3, state: State.SHORT }]);
  });

  // medusa#16802, vendure#1060: a tenth stored as none, one and a half charged as two.
  it.each([0.1, 1.5, '1.5', '一', 1e10, null])(
    'takes whole pieces only: %s is refused, never rounded',
    async (quantity) => {
      const noodles = await till.farm.stocked([10]);
      const token = signedIn();

      await expect(rawPut({ skuId: noodles.skuId, quantity }, token)).rejects.toMatchObject({
        code: 'request.invalid',
      });
      expect(linesOf(await cartOf(token))).toEqual([]);
    },
  );

  it.each([0, -1, 10_000])('takes 1 to 9,999 pieces: %d is refused', async (quantity) => {
    const noodles = await till.farm.stocked([10]);

    await expect(put(noodles, quantity, signedIn())).rejects.toMatchObject({ details: { field: 'quantity' } });
  });

  it('knows no SKU that is none', async () => {
    await expect(put({ skuId: SkuId.new() }, 1, signedIn())).rejects.toMatchObject({ code: 'not_found' });
    await expect(put({ skuId: 'x' }, 1, signedIn())).rejects.toMatchObject({ details: { field: 'skuId' } });
    await expect(till.orders.call(removeLines, { skuIds: [] }, signedIn())).rejects.toMatchObject({
      details: { field: 'skuIds' },
    });
  });

  it('holds fifty lines, also where many devices put at once', async () => {
    const companyId = CompanyId.new();
    const productId = await till.farm.product(companyId);
    const skus = await Promise.all(times(66, () => till.farm.sku({ companyId, productId })));
    const token = signedIn();
    for (const sku of skus.slice(0, 46)) await put(sku, 1, token);

    const answers = await Promise.allSettled(skus.slice(46).map((sku) => put(sku, 1, token)));

    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
    expect(refused).toEqual(times(16, () => 'cart.full'));
    expect(linesOf(await cartOf(token))).toHaveLength(50);
  });
});

describe('After signing in', () => {
  it('two carts become one, with the larger quantity of what is in both, once', async () => {
    const [noodles, apples, honey] = await Promise.all([1, 2, 3].map(() => till.farm.stocked([20])));
    const [token, cartId, mergeId] = [signedIn(), CartId.new(), MergeId.new()];
    await put(noodles!, 2, token);
    await put(apples!, 7, token);
    await put(noodles!, 5, asAnybody(), cartId);
    await put(apples!, 3, asAnybody(), cartId);
    await put(honey!, 1, asAnybody(), cartId);
    const merged = new Map([
      [noodles!.skuId, 5],
      [apples!.skuId, 7],
      [honey!.skuId, 1],
    ]);

    const twins = await Promise.all(times(5, () => till.orders.call(merge, { mergeId, cartId }, token)));

    for (const cart of twins) expect(inCart(cart)).toEqual(merged);
    expect(linesOf(await cartOf(asAnybody(), cartId))).toEqual([]);
    await put(honey!, 9, asAnybody(), cartId);
    expect(inCart(await till.orders.call(merge, { mergeId, cartId }, token))).toEqual(merged);
    await expect(till.orders.call(merge, { mergeId, cartId: CartId.new() }, token)).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
  });

  it('a client’s cart goes to one person only, and an empty one changes nothing', async () => {
    const noodles = await till.farm.stocked([20]);
    const [cartId, ...tokens] = [CartId.new(), signedIn(), signedIn(), signedIn()];
    await put(noodles, 4, asAnybody(), cartId);

    const carts = await Promise.all(
      tokens.map((token) => till.orders.call(merge, { mergeId: MergeId.new(), cartId }, token)),
    );

    expect(carts.map((cart) => linesOf(cart).length).sort((one, other) => one - other)).toEqual([0, 0, 1]);
  });

  it('nothing is lost where both together are too many', async () => {
    const companyId = CompanyId.new();
    const productId = await till.farm.product(companyId);
    const skus = await Promise.all(times(51, () => till.farm.sku({ companyId, productId })));
    const [token, cartId] = [signedIn(), CartId.new()];
    const request = { mergeId: MergeId.new(), cartId };
    for (const sku of skus.slice(0, 26)) await put(sku, 1, token);
    for (const sku of skus.slice(26)) await put(sku, 1, asAnybody(), cartId);

    await expect(till.orders.call(merge, request, token)).rejects.toMatchObject({ code: 'cart.full' });

    expect(linesOf(await cartOf(token))).toHaveLength(26);
    expect(linesOf(await cartOf(asAnybody(), cartId))).toHaveLength(25);
    await till.orders.call(removeLines, { skuIds: [skus[0]!.skuId] }, token);
    expect(linesOf(await till.orders.call(merge, request, token))).toHaveLength(50);
  });
});

describe('Old carts', () => {
  it('are forgotten: a client’s after a month, a person’s after a year', async () => {
    const noodles = await till.farm.stocked([20]);
    const [personId, cartId] = [PersonId.new(), CartId.new()];
    const token = signedIn({ personId });
    await put(noodles, 1, token);
    await put(noodles, 1, asAnybody(), cartId);
    const sweeper = new ForgetOldCarts(till.orders.instances[0]!.storage.db);
    const daysPass = (days: number) =>
      till.orders.sql(`UPDATE cart SET touched_at = touched_at - $1::int * interval '1 day'`, [days]);

    await daysPass(31);
    await sweeper.run();
    expect(linesOf(await cartOf(asAnybody(), cartId))).toEqual([]);
    expect(linesOf(await cartOf(token))).toHaveLength(1);

    await daysPass(340);
    await sweeper.run();
    expect(linesOf(await cartOf(token))).toEqual([]);
  });
});
