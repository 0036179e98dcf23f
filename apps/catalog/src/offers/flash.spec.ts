import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { OrderExpiredSchema, OrderPaidSchema } from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Holds, Offers, type Held } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { CompanyId, LiveSessionId, OfferId, OrderId, PersonId, SkuId } from '#kernel/id.js';
import { asService, eventually, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { checkoutOf, Farm, lostBy, times, won } from '../given.js';

const catalog = runningService('catalog', CatalogModule, { replicas: 2 });
const farm = new Farm(catalog);

async function inSession(pieces = [50]) {
  const noodles = await farm.stocked(pieces, { priceFen: 2_500n });
  const liveSessionId = await farm.onAir(noodles.companyId, [noodles.skuId]);
  return { noodles, liveSessionId };
}

const about = ({ companyId, holdId }: Held) => ({ companyId, holdId, orderId: OrderId.new() as string });
const openAgain = (request: object) => catalog.call(Offers.method.openFlash, request, asService('livestream'));

describe('A flash offer', () => {
  it('splits its share off and sells it below the list price, in its session only', async () => {
    const { noodles, liveSessionId } = await inSession([4, 46]);
    const offerId = await farm.flash(noodles, liveSessionId, { share: 10, priceFen: 1_900n });

    expect(await farm.stock(noodles)).toMatchObject({ onHand: 50, held: 10, available: 40 });
    const inside = await farm.hold(checkoutOf([[noodles, 2]], { liveSessionId }));
    const outside = await farm.hold(checkoutOf([[noodles, 2]]));

    expect(inside.lines).toMatchObject([{ priceFen: 1_900n, offerId }]);
    expect(outside.lines).toMatchObject([{ priceFen: 2_500n, offerId: '' }]);
    expect(await farm.stock(noodles)).toMatchObject({ onHand: 50, held: 12, available: 38 });
    const quoted = await catalog.call(Holds.method.quote, {
      liveSessionId,
      lines: [{ skuId: noodles.skuId, quantity: 1 }],
      regionCode: '621102',
    });
    expect(quoted.lines).toMatchObject([{ priceFen: 1_900n }]);
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('is described with its price and what is left of it', async () => {
    const { noodles, liveSessionId } = await inSession();
    const offerId = await farm.flash(noodles, liveSessionId, { share: 10 });
    await farm.hold(checkoutOf([[noodles, 2]], { liveSessionId }));

    const described = await catalog.call(
      Products.method.describe,
      { companyId: noodles.companyId, liveSessionId, skuIds: [SkuId.new(), noodles.skuId] },
      asService('livestream'),
    );

    expect(described).toMatchObject({
      skus: [{ skuId: noodles.skuId, priceFen: 1_900n, available: 40 }],
      flash: { offerId, left: 8 },
    });
  });

  it('keeps each buyer to the limit, over all their checkouts at once', async () => {
    const { noodles, liveSessionId } = await inSession();
    await farm.flash(noodles, liveSessionId, { share: 20, perBuyerLimit: 3 });
    const buyerId = PersonId.new();

    const answers = await Promise.allSettled(
      times(12, () => farm.hold(checkoutOf([[noodles, 1]], { liveSessionId, buyerId }))),
    );

    expect(answers.filter(won)).toHaveLength(3);
    expect(answers.filter(lostBy('offer.limit_reached'))).toHaveLength(9);
  });

  it('never sells more than its share, and leaves the list stock alone', async () => {
    const { noodles, liveSessionId } = await inSession([6, 44]);
    await farm.flash(noodles, liveSessionId, { share: 10, perBuyerLimit: 1 });

    const answers = await Promise.allSettled(
      times(60, (at) => farm.hold(checkoutOf([[noodles, 1]], at % 3 ? { liveSessionId } : {}))),
    );

    expect(answers.filter(won)).toHaveLength(10 + 20);
    expect(answers.filter(lostBy('stock.sold_out'))).toHaveLength(30);
    expect(await farm.stock(noodles)).toMatchObject({ onHand: 50, held: 30, available: 20 });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('gets back what expires while it is open, for the limit too; afterwards the list stock does', async () => {
    const { noodles, liveSessionId } = await inSession();
    const offerId = await farm.flash(noodles, liveSessionId, { share: 4, perBuyerLimit: 2 });
    const buyerId = PersonId.new();
    const early = await farm.hold(checkoutOf([[noodles, 2]], { liveSessionId, buyerId }));
    const late = await farm.hold(checkoutOf([[noodles, 2]], { liveSessionId }));
    const left = () => openLeft(noodles, liveSessionId);

    expect(await left()).toBe(0);
    await catalog.deliver(OrderExpiredSchema, about(early));
    await eventually(async () => (await left()) === 2);
    await farm.hold(checkoutOf([[noodles, 1]], { liveSessionId, buyerId }));

    expect(await farm.closeFlash(noodles.companyId, offerId)).toMatchObject({ status: 'CLOSED', left: 0 });
    expect(await farm.stock(noodles)).toMatchObject({ held: 3, available: 47 });
    await catalog.deliver(OrderExpiredSchema, about(late));
    await eventually(async () => (await farm.available(noodles)) === 49);
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('that sold leaves the books balanced', async () => {
    const { noodles, liveSessionId } = await inSession([3, 47]);
    const offerId = await farm.flash(noodles, liveSessionId, { share: 5, perBuyerLimit: 5 });
    const held = await farm.hold(checkoutOf([[noodles, 4]], { liveSessionId }));

    await catalog.deliver(OrderPaidSchema, about(held));
    await eventually(async () => (await farm.stock(noodles)).onHand === 46);
    await Promise.all(times(3, () => farm.closeFlash(noodles.companyId, offerId)));

    expect(await farm.stock(noodles)).toMatchObject({ onHand: 46, held: 0, available: 46 });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('that ends while a buyer waits for the stock leaves them the list price, and is not sold out', async () => {
    const { noodles, liveSessionId } = await inSession([50]);
    const offerId = await farm.flash(noodles, liveSessionId, { share: 10 });
    const packer = new pg.Client(catalog.url());
    await packer.connect();
    await packer.query('BEGIN');
    await packer.query('SELECT FROM stock WHERE sku_id = $1 FOR UPDATE', [noodles.skuId]);
    const waiting = (count: number) =>
      eventually(async () => {
        const who = await catalog.sql(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = $1`, [
          catalog.database,
        ]);
        return who.length === count;
      });

    const closed = farm.closeFlash(noodles.companyId, offerId);
    await waiting(1);
    // Sees the offer open, and gets the stock after its end.
    const held = farm.hold(checkoutOf([[noodles, 2]], { liveSessionId }));
    await waiting(2);
    await packer.query('COMMIT');
    await packer.end();

    expect(await closed).toMatchObject({ status: 'CLOSED' });
    expect(await held).toMatchObject({ lines: [{ priceFen: 2_500n, offerId: '' }] });
    expect(await farm.stock(noodles)).toMatchObject({ onHand: 50, held: 2, available: 48 });
    expect(await farm.unbalanced()).toEqual([]);
  });

  it('ends by itself when its time is over', async () => {
    const { noodles, liveSessionId } = await inSession();
    await farm.flash(noodles, liveSessionId, { share: 10, lastsS: 1 });

    await eventually(async () => (await farm.available(noodles)) === 50);

    const held = await farm.hold(checkoutOf([[noodles, 1]], { liveSessionId }));
    expect(held).toMatchObject({ liveSessionId, lines: [{ priceFen: 2_500n }] });
  });

  it('is opened once, and refuses other terms under the same id', async () => {
    const { noodles, liveSessionId } = await inSession();
    const terms = { ...noodles, liveSessionId, offerId: OfferId.new(), priceFen: 1_900n, share: 10 };
    const request = { ...terms, perBuyerLimit: 2, lastsS: 600 };

    const answers = await Promise.all(times(5, () => openAgain(request)));
    await farm.closeFlash(noodles.companyId, terms.offerId);

    expect(answers).toMatchObject(times(5, () => ({ status: 'OPEN', left: 10 })));
    expect(await openAgain(request)).toMatchObject({ status: 'CLOSED' });
    await expect(openAgain({ ...request, share: 11 })).rejects.toMatchObject({ code: 'request.repeated_differently' });
    expect(await farm.available(noodles)).toBe(50);
  });

  it.each([
    ['a price that is not below the list', { priceFen: 2_500n }, 'request.invalid'],
    ['no share', { share: 0 }, 'request.invalid'],
    ['more than there is', { share: 51 }, 'stock.sold_out'],
    ['a limit above the share', { perBuyerLimit: 11 }, 'request.invalid'],
    ['no time', { lastsS: 0 }, 'request.invalid'],
    ['a SKU outside the bag', { skuId: SkuId.new() }, 'not_found'],
    ['a session off air', { liveSessionId: LiveSessionId.new() }, 'not_found'],
    ['another company', { companyId: CompanyId.new() }, 'not_found'],
  ])('is refused with %s', async (_, wrong, code) => {
    const { noodles, liveSessionId } = await inSession();
    const terms = { ...noodles, liveSessionId, offerId: OfferId.new(), priceFen: 1_900n, share: 10 };

    await expect(openAgain({ ...terms, perBuyerLimit: 2, lastsS: 600, ...wrong })).rejects.toMatchObject({ code });

    expect(await farm.available(noodles)).toBe(50);
  });
});

describe('The bag of a session', () => {
  it('follows the newest version only, and ends with an empty one', async () => {
    const { noodles, liveSessionId } = await inSession();
    const set = (version: number, skuIds: SkuId[]) =>
      catalog.call(
        Offers.method.setSessionOffers,
        { companyId: noodles.companyId, liveSessionId, version, skuIds },
        asService('livestream'),
      );
    const counts = async () => (await farm.hold(checkoutOf([[noodles, 1]], { liveSessionId }))).liveSessionId !== '';

    await set(3, []);
    await set(2, [noodles.skuId]);
    expect(await counts()).toBe(false);
    await set(4, [noodles.skuId]);
    expect(await counts()).toBe(true);
  });
});

async function openLeft(noodles: { companyId: CompanyId; skuId: SkuId }, liveSessionId: LiveSessionId) {
  const { flash } = await catalog.call(
    Products.method.describe,
    { companyId: noodles.companyId, liveSessionId, skuIds: [noodles.skuId] },
    asService('livestream'),
  );
  return flash?.left;
}
