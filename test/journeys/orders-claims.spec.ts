import { beforeAll, describe, expect, it } from '@jest/globals';
import { BlobKey } from '#blobs/blob-key.js';
import { SaveSkuRequest_ReturnClass as ReturnClass } from '#contracts/tianjian/catalog/v1/products_pb.js';
import {
  Order_Status as Status,
  Refund_Kind as Kind,
  Refund_Status as RefundStatus,
} from '#contracts/tianjian/orders/v1/orders_pb.js';
import { Refunds } from '#contracts/tianjian/orders/v1/refunds_pb.js';
import { PersonId, type CompanyId } from '#kernel/id.js';
import { asPerson, eventually } from '#testing/running-service.js';
import { times } from '../../apps/catalog/src/given.js';
import { afterSaleAt } from './after-sale.js';
import { openTill, signedIn, checkoutOf, type Goods } from './till.js';

const till = openTill();

const { bought, buy, ask, decide, refundOf, until, seen, givenUp, keptOf, packed, delivered, silence, photoOf, blobs } =
  afterSaleAt(till);

const seller = (companyId: CompanyId, ...roles: string[]) =>
  signedIn({ memberships: [{ companyId, roles: roles.length > 0 ? roles : ['seller'] }] });

describe('Once it is packed', () => {
  it('the company decides, once, and the buyer sees why', async () => {
    const sale = await bought(4);
    await packed(sale);
    const { companyId } = sale.order;
    const refund = await ask(sale, { quantity: 1 });
    expect(refund).toMatchObject({ status: RefundStatus.REQUESTED, kind: Kind.REQUEST, approvedBySilence: true });
    expect(refund.decideBy).toBeDefined();
    expect((await seen(sale)).lines[0]).toMatchObject({ refundedQuantity: 0, refundedFen: 0n });

    const mine = seller(companyId as CompanyId);
    await expect(decide(refund.refundId, true, seller(companyId as CompanyId, 'packer'))).rejects.toMatchObject({
      code: 'access.denied',
    });
    await expect(decide(refund.refundId, true, sale.token)).rejects.toMatchObject({ code: 'access.denied' });
    await expect(decide(refund.refundId, true, signedIn())).rejects.toMatchObject({ code: 'not_found' });
    const answers = await Promise.all(times(4, () => decide(refund.refundId, true, mine)));

    expect(answers.at(-1)!.refund!.kind).toBe(Kind.REQUEST);
    await until(refund.refundId, sale.token, RefundStatus.SUCCEEDED);
    await expect(decide(refund.refundId, false, mine)).rejects.toMatchObject({ code: 'refund.decided' });
    expect((await seen(sale)).lines[0]!.refundedQuantity).toBe(1);
    // It was packed and has not left: it goes back to the shelf.
    expect(await givenUp(sale)).toMatchObject([{ lines: [{ allocations: [{ pieces: 1 }] }] }]);

    const second = await ask(sale, { amountFen: 100n });
    await decide(second.refundId, false, mine);
    await decide(second.refundId, false, mine);
    expect(await refundOf(second.refundId, sale.token)).toMatchObject({
      status: RefundStatus.DECLINED,
      decisionReason: '照片看不清',
    });
    await expect(decide(second.refundId, true, mine)).rejects.toMatchObject({ code: 'refund.decided' });
  });

  it('what is asked for and not decided cannot be asked for again', async () => {
    const sale = await bought(4);
    await packed(sale);
    await ask(sale, { quantity: 3 });

    await expect(ask(sale, { quantity: 2 })).rejects.toMatchObject({ code: 'refund.too_much' });
  });

  it('nobody decides for themselves', async () => {
    const goods = await till.stocked([5]);
    const personId = PersonId.new();
    const token = asPerson({ personId, memberships: [{ companyId: goods.companyId, roles: ['owner'] }], mandates: [] });
    const { order, payment } = await till.place(checkoutOf([goods, 1]), token);
    await till.pay(payment!.paymentId, token);
    const sale = { order: order!, token, goods, lineId: order!.lines[0]!.lineId };
    await packed(sale);
    const { refundId } = await ask(sale, { quantity: 1 });

    await expect(decide(refundId, true, token)).rejects.toMatchObject({ code: 'access.denied' });
  });

  it('silence agrees', async () => {
    const sale = await bought(2);
    await packed(sale);
    const { refundId } = await ask(sale, { quantity: 1 });

    await silence(refundId);

    const refund = await until(refundId, sale.token, RefundStatus.SUCCEEDED);
    expect(refund.decisionReason).toContain('自动同意');
    await expect(decide(refundId, false, seller(sale.goods.companyId))).rejects.toMatchObject({
      code: 'refund.decided',
    });
  });

  it('the buyer may think better of it, until it is decided', async () => {
    const sale = await bought(2);
    await packed(sale);
    const withdraw = (refundId: string, token = sale.token) =>
      till.orders.call(Refunds.method.withdraw, { refundId }, token);
    const { refundId } = await ask(sale, { quantity: 2 });
    await expect(withdraw(refundId, signedIn())).rejects.toMatchObject({ code: 'not_found' });

    await withdraw(refundId);
    expect((await withdraw(refundId)).refund!.status).toBe(RefundStatus.WITHDRAWN);

    await expect(decide(refundId, true, seller(sale.goods.companyId))).rejects.toMatchObject({
      code: 'refund.decided',
    });
    const again = await ask(sale, { quantity: 2 });
    await decide(again.refundId, true, seller(sale.goods.companyId));
    await expect(withdraw(again.refundId)).rejects.toMatchObject({ code: 'refund.decided' });
  });

  it('the company sees what waits for it, the longest first, page by page', async () => {
    const goods = await till.stocked([50]);
    const asked: string[] = [];
    for (const at of times(5, (n) => n)) {
      const sale = await buy(goods, 1);
      await packed(sale);
      asked.push((await ask(sale, { quantity: 1 })).refundId);
      if (at === 2) await decide(asked[at]!, false, seller(goods.companyId));
    }
    const open: string[] = [];
    for (let pageToken = '', first = true; first || pageToken; first = false) {
      const page = await till.orders.call(
        Refunds.method.listOpen,
        { companyId: goods.companyId, pageSize: 2, pageToken },
        seller(goods.companyId),
      );
      open.push(...page.refunds.map(({ refundId }) => refundId));
      pageToken = page.nextPageToken;
    }

    expect(open).toEqual(asked.filter((_, at) => at !== 2));
  });
});

describe('What was delivered', () => {
  let fresh: Goods;
  beforeAll(async () => {
    fresh = await till.stocked([500]);
    await till.catalog.sql(`UPDATE sku SET return_class = 'FRESH' WHERE sku_id = $1`, [fresh.skuId]);
  });

  it('keeps the photos for good, also when whoever wrote the refund down died before it said so', async () => {
    const sale = await buy(fresh, 1, { agreesNoReturn: true });
    await delivered(sale, '1 hour');
    const photo = await photoOf(sale);
    const { refundId } = await ask(sale, { amountFen: 100n }, { photoKeys: [photo] });
    const key = BlobKey.parse(photo);
    const about = await blobs().about(key);
    expect(about).not.toHaveProperty('until');

    // As it stands between the refund's commit and the word that keeps them.
    const again = { ...about!, ownerId: about!.ownerId!, maxBytes: 100, until: new Date(Date.now() + 60_000) };
    await blobs().put(key, (await blobs().read(key))!.bytes, again);
    await till.orders.sql('UPDATE refund SET photos_kept = false WHERE refund_id = $1', [refundId]);

    await eventually(async () => !(await blobs().about(key))?.until, { within: 30_000 });
  });

  it('fresh and spoilt: an amount or pieces with photos, within 48 hours', async () => {
    const sale = await buy(fresh, 3, { agreesNoReturn: true });
    await delivered(sale, '47 hours');
    expect((await seen(sale)).lines[0]!.returnClass).toBe(ReturnClass.FRESH);

    await expect(ask(sale, { amountFen: 500n })).rejects.toMatchObject({ code: 'refund.photos_needed' });
    await expect(ask(sale, { quantity: 1 })).rejects.toMatchObject({ code: 'refund.photos_needed' });
    const photoKeys = [await photoOf(sale)];
    const claim = await ask(sale, { amountFen: 500n }, { photoKeys });

    expect(claim).toMatchObject({ kind: Kind.CLAIM, status: RefundStatus.REQUESTED, photoKeys });
    expect(claim.photoUrls).toEqual([expect.stringMatching(new RegExp(`^/api/blobs/${photoKeys[0]}\\?until=`))]);
    for (const other of [BlobKey.new('upload'), await photoOf(await bought(1)), await photoOf(sale, 'text/csv')]) {
      await expect(ask(sale, { amountFen: 1n }, { photoKeys: [other] })).rejects.toMatchObject({
        code: 'request.invalid',
      });
    }
    await delivered(sale, '49 hours');
    await expect(ask(sale, { quantity: 1 }, { photoKeys: [await photoOf(sale)] })).rejects.toMatchObject({
      code: 'refund.too_late',
    });
    await decide(claim.refundId, true, seller(fresh.companyId));
    await until(claim.refundId, sale.token, RefundStatus.SUCCEEDED);
    // It was shipped: nothing comes back to the shelf.
    expect(await givenUp(sale)).toEqual([]);
    expect(await seen(sale)).toMatchObject({
      status: Status.SHIPPED,
      lines: [{ refundedFen: 500n, refundedQuantity: 0 }],
    });
  });

  it('goes back within seven days where the law lets it; the money follows the goods', async () => {
    const sale = await bought(2);
    await delivered(sale, '6 days');
    const mine = seller(sale.goods.companyId);
    const { refundId, kind } = await ask(sale, { quantity: 2 });
    expect(kind).toBe(Kind.RETURN);
    await expect(decide(refundId, false, mine)).rejects.toMatchObject({ code: 'refund.goods_missing' });
    const send = (trackingNumber: string, token = sale.token) =>
      till.orders.call(Refunds.method.sendGoodsBack, { refundId, carrier: '顺丰', trackingNumber }, token);
    await expect(send('SF1', signedIn())).rejects.toMatchObject({ code: 'not_found' });

    await send('SF1');
    const { refund } = await send('SF1');
    expect(refund).toMatchObject({ approvedBySilence: true, status: RefundStatus.REQUESTED });
    await expect(send('SF2')).rejects.toMatchObject({ code: 'request.repeated_differently' });
    await silence(refundId);

    await until(refundId, sale.token, RefundStatus.SUCCEEDED);
    await till.until(sale.order.orderId, sale.token, Status.REFUNDED);
  });

  it('is not returned by silence if the goods never come', async () => {
    const sale = await bought(1);
    await delivered(sale);
    const { refundId } = await ask(sale, { quantity: 1 });

    await silence(refundId);

    await until(refundId, sale.token, RefundStatus.DECLINED);
    expect(await keptOf(sale)).toBe(sale.order.totalFen);
  });

  it('fresh goods too may be returned, if the buyer was not told otherwise when buying', async () => {
    const sale = await buy(fresh, 1);
    await delivered(sale);

    expect((await ask(sale, { quantity: 1 })).kind).toBe(Kind.RETURN);
  });

  it('is too late after the seventh day', async () => {
    const sale = await bought(2);
    await delivered(sale, '9 days');

    await expect(ask(sale, { quantity: 1 })).rejects.toMatchObject({ code: 'refund.too_late' });
    await expect(ask(sale, { quantity: 1 }, { photoKeys: [await photoOf(sale)] })).rejects.toMatchObject({
      code: 'refund.too_late',
    });
  });
});
