import type { Tx } from '#database/tx.js';
import type { CompanyId, CouponId, LiveSessionId, OfferId } from '#kernel/id.js';
import type { Session } from '../sessions/session.js';
import type { CouponOffer } from './coupon-offer.js';

interface SessionKey {
  companyId: CompanyId;
  liveSessionId: LiveSessionId;
}

export async function findCouponOffer(tx: Tx, companyId: CompanyId, offerId: OfferId) {
  const [offer] = await tx.sql<CouponOffer>`
    SELECT company_id AS "companyId", offer_id AS "offerId", live_session_id AS "liveSessionId",
           coupon_id AS "couponId", coupon_code AS "couponCode", words, lasts_s AS "lastsS", ends_at AS "endsAt",
           ended_at AS "endedAt", offered_by AS "offeredBy"
    FROM coupon_offer WHERE company_id = ${companyId} AND offer_id = ${offerId}`;
  return offer;
}

/** What a session has open, or has forgotten to end. */
export function findCouponOffers(tx: Tx, { companyId, liveSessionId }: SessionKey): Promise<CouponOffer[]> {
  return tx.sql<CouponOffer>`
    SELECT company_id AS "companyId", offer_id AS "offerId", live_session_id AS "liveSessionId",
           coupon_id AS "couponId", coupon_code AS "couponCode", words, lasts_s AS "lastsS", ends_at AS "endsAt",
           ended_at AS "endedAt", offered_by AS "offeredBy"
    FROM coupon_offer
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND ended_at IS NULL
    ORDER BY offered_at`;
}

export async function insertCouponOffer(tx: Tx, offer: CouponOffer): Promise<void> {
  await tx.sql`
    INSERT INTO coupon_offer (company_id, offer_id, live_session_id, coupon_id, coupon_code, words, lasts_s, ends_at,
                              offered_by)
    VALUES (${offer.companyId}, ${offer.offerId}, ${offer.liveSessionId}, ${offer.couponId}, ${offer.couponCode},
            ${offer.words}, ${offer.lastsS}, ${offer.endsAt}, ${offer.offeredBy})`;
}

/** False where it had ended. */
export async function markCouponOfferEnded(tx: Tx, { companyId, offerId }: CouponOffer): Promise<boolean> {
  const ended = await tx.sql`
    UPDATE coupon_offer SET ended_at = now()
    WHERE company_id = ${companyId} AND offer_id = ${offerId} AND ended_at IS NULL RETURNING offer_id`;
  return ended.length > 0;
}

/** Offers whose time is over. */
export const findOver = (tx: Tx, max: number) => tx.sql<CouponOffer>`
  SELECT company_id AS "companyId", offer_id AS "offerId", live_session_id AS "liveSessionId",
         coupon_id AS "couponId", coupon_code AS "couponCode", words, lasts_s AS "lastsS", ends_at AS "endsAt",
         ended_at AS "endedAt", offered_by AS "offeredBy"
  FROM coupon_offer WHERE ended_at IS NULL AND ends_at <= now() ORDER BY ends_at LIMIT ${max}`;

export interface OpenFor extends SessionKey, Pick<Session, 'status'> {
  /** Null: no such coupon is offered just now. */
  words: string | null;
}

/** A session, and what it offers of a coupon at this moment. */
export async function findOpenFor(tx: Tx, liveSessionId: LiveSessionId, couponId: CouponId | null) {
  const [found] = await tx.sql<OpenFor>`
    SELECT s.company_id AS "companyId", s.live_session_id AS "liveSessionId", s.status, o.words
    FROM session_route r
    JOIN live_session s ON s.company_id = r.company_id AND s.live_session_id = r.live_session_id
    LEFT JOIN coupon_offer o ON o.company_id = s.company_id AND o.live_session_id = s.live_session_id
      AND o.coupon_id = ${couponId} AND o.ended_at IS NULL AND o.ends_at > now()
    WHERE r.live_session_id = ${liveSessionId}`;
  return found;
}
