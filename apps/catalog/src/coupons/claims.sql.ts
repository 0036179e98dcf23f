import type { Tx } from '#database/tx.js';
import type { CompanyId, CouponId, LiveSessionId, PersonId } from '#kernel/id.js';
import type { TermsRow } from './coupons.sql.js';

export interface ClaimRow {
  companyId: CompanyId;
  couponId: CouponId;
  buyerId: PersonId;
  liveSessionId: LiveSessionId;
  deviceKey: string | null;
}

/** Those of the claims asked for, or of the devices asked from, that there are. Read while their coupon is locked. */
export function findClaimsLike(tx: Tx, asked: readonly ClaimRow[]): Promise<ClaimRow[]> {
  return tx.sql<ClaimRow>`
    SELECT DISTINCT company_id AS "companyId", coupon_id AS "couponId", c.buyer_id AS "buyerId",
      c.live_session_id AS "liveSessionId", c.device_key AS "deviceKey"
    FROM unnest(${asked.map((one) => one.companyId)}::uuid[], ${asked.map((one) => one.couponId)}::uuid[],
        ${asked.map((one) => one.buyerId)}::uuid[], ${asked.map((one) => one.deviceKey)}::text[])
        AS a (company_id, coupon_id, buyer_id, device_key)
      JOIN coupon_claim c USING (company_id, coupon_id)
    WHERE c.buyer_id = a.buyer_id OR c.device_key = a.device_key`;
}

export async function writeClaims(tx: Tx, claims: readonly ClaimRow[]): Promise<void> {
  if (claims.length === 0) return;
  await tx.sql`
    WITH claim AS (
      SELECT * FROM unnest(
        ${claims.map((one) => one.companyId)}::uuid[], ${claims.map((one) => one.couponId)}::uuid[],
        ${claims.map((one) => one.buyerId)}::uuid[], ${claims.map((one) => one.liveSessionId)}::uuid[],
        ${claims.map((one) => one.deviceKey)}::text[]
      ) AS c (company_id, coupon_id, buyer_id, live_session_id, device_key)
    ), written AS (
      INSERT INTO coupon_claim (company_id, coupon_id, buyer_id, live_session_id, device_key)
      SELECT company_id, coupon_id, buyer_id, live_session_id, device_key FROM claim
    )
    UPDATE coupon c SET claimed = c.claimed + made.claims
    FROM (SELECT company_id, coupon_id, count(*)::int AS claims FROM claim GROUP BY company_id, coupon_id) AS made
    WHERE (c.company_id, c.coupon_id) = (made.company_id, made.coupon_id)`;
}

export interface ClaimedRow extends Pick<
  TermsRow,
  'companyId' | 'couponId' | 'code' | 'title' | 'kind' | 'percentOffBp' | 'amountFen' | 'capFen' | 'fromFen' | 'endsAt'
> {
  claimedAt: Date;
}

/** What a buyer claimed and can still use. */
export function listClaimed(tx: Tx, buyerId: PersonId, max: number): Promise<ClaimedRow[]> {
  return tx.sql<ClaimedRow>`
    SELECT c.company_id AS "companyId", c.coupon_id AS "couponId", c.code, c.title, c.kind,
      c.percent_off_bp AS "percentOffBp", c.amount_fen AS "amountFen", c.cap_fen AS "capFen", c.from_fen AS "fromFen",
      c.ends_at AS "endsAt", claim.claimed_at AS "claimedAt"
    FROM coupon_claim claim JOIN coupon c USING (company_id, coupon_id)
    WHERE claim.buyer_id = ${buyerId} AND c.ended_at IS NULL AND c.ends_at > now()
      AND NOT EXISTS (SELECT FROM coupon_use u JOIN hold h USING (company_id, hold_id)
                      WHERE (u.company_id, u.coupon_id, u.buyer_id) = (c.company_id, c.coupon_id, claim.buyer_id)
                        AND h.status NOT IN ('LAPSED', 'FREED'))
    ORDER BY claim.claimed_at DESC, c.coupon_id LIMIT ${max}`;
}
