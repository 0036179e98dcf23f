import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Controller } from '@nestjs/common';
import { Coupons, NewCoupon_Kind as Kind, type Coupon } from '#contracts/tianjian/catalog/v1/coupons_pb.js';
import { CouponOffers, type OfferCoupon } from '#contracts/tianjian/livestream/v1/coupon_offers_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, CouponId, LiveSessionId, OfferId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Problem } from '#problems/problem.js';
import { clockOf } from '../clock.sql.js';
import { tellRoom } from '../room/tell-room.js';
import { assertOnAir, type Session } from '../sessions/session.js';
import { lockSession } from '../sessions/session.sql.js';
import { assertMayRun } from '../sessions/who-may-run.js';
import {
  assertOfferable,
  assertSameCouponOffer,
  isOpen,
  offerEnd,
  parseLasting,
  wordsOf,
  type CouponOffer,
  type OfferedCoupon,
} from './coupon-offer.js';
import { findCouponOffer, findCouponOffers, insertCouponOffer } from './coupon-offer.sql.js';
import { endCouponOffers } from './end-coupon-offers.js';
import { shownOffer } from './shown-offer.js';

@Controller()
export class OfferCouponHandler {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  @Rpc(CouponOffers.method.offer)
  async handle(request: OfferCoupon, caller: Caller) {
    const companyId = CompanyId.parse(request.companyId);
    const liveSessionId = LiveSessionId.parse(request.liveSessionId);
    const offerId = OfferId.parse(request.offerId);
    const couponId = CouponId.parse(request.couponId);
    const wanted = { liveSessionId, couponId, lastsS: parseLasting(request.lastsS) };
    const { coupon } = await this.rpc.to(Coupons).get({ companyId, couponId });
    if (!coupon) throw new Problem('not_found');

    return this.db.ofCompany(companyId, async (tx) => {
      const session = await lockSession(tx, companyId, liveSessionId);
      await assertMayRun(tx, caller, companyId, session.accountId);
      const now = await clockOf(tx);
      const earlier = await findCouponOffer(tx, companyId, offerId);
      if (earlier) {
        assertSameCouponOffer(earlier, wanted);
        return { offer: shownOffer(earlier, now) };
      }
      assertOnAir(session);
      const offered = toOffered(coupon);
      assertOfferable(offered, liveSessionId, now);
      await makeRoom(tx, session, couponId, now);
      const offer: CouponOffer = {
        ...{ companyId, offerId, ...wanted, couponCode: coupon.code, words: wordsOf(worthOf(coupon)) },
        ...{ endsAt: offerEnd(wanted.lastsS, offered, now), endedAt: null, offeredBy: personOf(caller).personId },
      };
      await insertCouponOffer(tx, offer);
      const { couponCode, words, endsAt } = offer;
      const body = { couponId, couponCode, words, endsAt: endsAt.toISOString() };
      await tellRoom(tx, session, { kind: 'COUPON_OFFERED', body });
      return { offer: shownOffer(offer, now) };
    });
  }
}

/** An offer of the same coupon that is over, and was not swept up yet, is ended first. Problems: offer.another_open. */
async function makeRoom(tx: Tx, session: Session, couponId: CouponId, now: Date): Promise<void> {
  const same = (await findCouponOffers(tx, session)).filter((offer) => offer.couponId === couponId);
  if (same.some((offer) => isOpen(offer, now))) throw new Problem('offer.another_open');
  await endCouponOffers(tx, same);
}

const toOffered = ({
  code,
  claimOnly,
  liveSessionId,
  startsAt,
  endsAt,
  endedAt,
  claimed,
  quota,
}: Coupon): OfferedCoupon => ({
  ...{ code, claimOnly, liveSessionId, claimed, quota },
  startsAt: startsAt ? timestampDate(startsAt) : new Date(0),
  endsAt: endsAt ? timestampDate(endsAt) : new Date(0),
  ended: endedAt !== undefined,
});

const worthOf = ({ kind, percentOffBp, amountFen, capFen, fromFen }: Coupon) => ({
  kind: Kind[kind] as 'PERCENT' | 'AMOUNT' | 'FREE_FREIGHT',
  ...{ percentOffBp, amountFen, capFen, fromFen },
});
