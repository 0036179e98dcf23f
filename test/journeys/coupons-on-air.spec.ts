import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogModule } from '../../apps/catalog/src/catalog.module.js';
import { checkoutOf } from '../../apps/catalog/src/given.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { Coupons, NewCoupon_Kind as Kind } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { Holds } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { CouponOffers } from '#contracts/tianjian/livestream/v1/coupon_offers_pb.js';
import { CouponId, OfferId, PersonId, type LiveSessionId } from '#kernel/id.js';
import { asPerson, asService, eventually, runningService } from '#testing/running-service.js';
import { Stage } from './livestream-on-air.js';

const catalog = runningService('catalog', CatalogModule);
const livestream = runningService('livestream', LivestreamModule, { beside: catalog });

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.build(livestream, catalog);
});

const inDays = (days: number) => timestampFromDate(new Date(Date.now() + days * 86_400_000));
let codes = 0;

async function givenCoupon(of: object = {}) {
  const { companyId, seller } = stage;
  const [couponId, code] = [CouponId.new(), `ZHI-BO-${(codes += 1)}`];
  const terms = {
    code,
    title: '直播间立减',
    kind: Kind.AMOUNT,
    amountFen: 500n,
    fromFen: 1_000n,
    quota: 10,
    perBuyer: 1,
  };
  const window = { startsAt: inDays(-1), endsAt: inDays(1) };
  await catalog.call(
    Coupons.method.create,
    { companyId, couponId, ...terms, ...window, claimOnly: true, ...of },
    seller,
  );
  return { couponId, code };
}

const offer = (liveSessionId: LiveSessionId, couponId: CouponId, { offerId = OfferId.new(), lastsS = 600 } = {}) =>
  livestream.call(
    CouponOffers.method.offer,
    { ...stage.named(liveSessionId), offerId, couponId, lastsS },
    stage.seller,
  );

const buyer = (personId: PersonId = PersonId.new()) => asPerson({ personId, memberships: [], mandates: [] });

const claim = (liveSessionId: LiveSessionId, couponId: CouponId, by = buyer(), deviceId = '') =>
  livestream.call(CouponOffers.method.claim, { liveSessionId, couponId, deviceId }, by);

const refused = (why: string) => ({ code: 'coupon.refused', details: { why } });

const factsOf = async (liveSessionId: LiveSessionId) => {
  const rows = await livestream.sql<{ kind: string }>(
    'SELECT kind FROM room_fact WHERE live_session_id = $1 ORDER BY seq',
    [liveSessionId],
  );
  return rows.map(({ kind }) => kind);
};

describe('A coupon offered on air', () => {
  it('is had by as many as there are, however many press at once, and by nobody else when they buy', async () => {
    const sku = await stage.sku(50, 3_000n);
    const liveSessionId = await stage.onAir([sku]);
    const { couponId, code } = await givenCoupon({ quota: 6 });
    const { offer: offered } = await offer(liveSessionId, couponId);
    expect(offered).toMatchObject({ couponCode: code, words: '满10元减5元', open: true });

    const people = Array.from({ length: 24 }, () => PersonId.new());
    const answers = await Promise.allSettled(people.map((personId) => claim(liveSessionId, couponId, buyer(personId))));

    const lucky = people.filter((_, at) => answers[at]!.status === 'fulfilled');
    expect(lucky).toHaveLength(6);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject(refused('ALL_CLAIMED'));
    }
    // Who has one has one.
    expect(await claim(liveSessionId, couponId, buyer(lucky[0]))).toMatchObject({ couponCode: code, left: 0 });

    const buy = (buyerId: PersonId) =>
      catalog.call(
        Holds.method.quoteAndHold,
        checkoutOf([[{ skuId: sku }, 1]], { buyerId, couponCodes: [code] }),
        asService('orders'),
      );
    const unlucky = people.find((personId) => !lucky.includes(personId))!;
    await expect(buy(unlucky)).rejects.toMatchObject(refused('NOT_CLAIMED'));
    const mine = () => catalog.call(Coupons.method.listClaimed, {}, buyer(lucky[0]));
    expect((await mine()).coupons).toMatchObject([{ code, amountFen: 500n }]);
    for (const personId of lucky) await buy(personId);
    expect((await mine()).coupons).toEqual([]);
    await expect(buy(lucky[0]!)).rejects.toMatchObject(refused('BUYER_LIMIT'));
  });

  it('is one for a device, whoever uses it', async () => {
    const liveSessionId = await stage.onAir();
    const { couponId } = await givenCoupon();
    await offer(liveSessionId, couponId);
    const first = buyer();

    await claim(liveSessionId, couponId, first, 'phone-1');
    await claim(liveSessionId, couponId, first, 'phone-2');
    await expect(claim(liveSessionId, couponId, buyer(), 'phone-1')).rejects.toMatchObject(refused('CLAIMED_HERE'));
    await claim(liveSessionId, couponId, buyer(), 'phone-2');
  });

  it('is claimed only while it is offered: it ends by hand, by the clock, and with the session', async () => {
    const liveSessionId = await stage.onAir();
    const [byHand, byClock, bySession] = [await givenCoupon(), await givenCoupon(), await givenCoupon()];
    await expect(claim(liveSessionId, byHand.couponId)).rejects.toMatchObject(refused('NOT_OFFERED'));
    const offerId = OfferId.new();
    const first = await offer(liveSessionId, byHand.couponId, { offerId });
    expect(await offer(liveSessionId, byHand.couponId, { offerId })).toEqual(first);
    await expect(offer(liveSessionId, byHand.couponId, { offerId, lastsS: 60 })).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
    await expect(offer(liveSessionId, byHand.couponId)).rejects.toMatchObject({ code: 'offer.another_open' });
    for (const { couponId } of [byClock, bySession]) await offer(liveSessionId, couponId);

    const ending = { ...stage.named(liveSessionId), offerId };
    for (let times = 0; times < 2; times += 1) {
      const { offer: ended } = await livestream.call(CouponOffers.method.end, ending, stage.seller);
      expect(ended).toMatchObject({ open: false });
    }
    await expect(claim(liveSessionId, byHand.couponId)).rejects.toMatchObject(refused('NOT_OFFERED'));
    await livestream.sql('UPDATE coupon_offer SET ends_at = now() WHERE coupon_id = $1', [byClock.couponId]);
    await expect(claim(liveSessionId, byClock.couponId)).rejects.toMatchObject(refused('NOT_OFFERED'));
    await eventually(async () => (await factsOf(liveSessionId)).filter((kind) => kind === 'COUPON_ENDED').length === 2);

    const { offers } = await livestream.call(CouponOffers.method.list, { liveSessionId });
    expect(offers.map(({ couponId }) => couponId)).toEqual([bySession.couponId]);
    await stage.end(liveSessionId);
    await expect(claim(liveSessionId, bySession.couponId)).rejects.toMatchObject({ code: 'session.not_live' });
    expect((await factsOf(liveSessionId)).slice(-3)).toEqual(['COUPON_ENDED', 'COUPON_ENDED', 'ENDED']);
  });

  it('is one that must be claimed, of the company, and in force', async () => {
    const liveSessionId = await stage.onAir();
    const open = await givenCoupon({ claimOnly: false });
    const later = await givenCoupon({ startsAt: inDays(0.5) });
    const elsewhere = await givenCoupon({ liveSessionId: stage.accountId });

    await expect(offer(liveSessionId, open.couponId)).rejects.toMatchObject(refused('NOT_OFFERED'));
    await expect(offer(liveSessionId, later.couponId)).rejects.toMatchObject(refused('NOT_YET'));
    await expect(offer(liveSessionId, elsewhere.couponId)).rejects.toMatchObject(refused('OTHER_SESSION'));
    await expect(offer(liveSessionId, CouponId.new())).rejects.toMatchObject({ code: 'not_found' });
    await expect(offer(liveSessionId, later.couponId, { lastsS: 9 })).rejects.toMatchObject({
      details: { field: 'lastsS' },
    });
    await expect(givenCoupon({ perBuyer: 2 })).rejects.toMatchObject({ details: { field: 'perBuyer' } });
  });
});
