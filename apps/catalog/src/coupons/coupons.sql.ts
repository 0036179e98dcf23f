import type { Tx } from '#database/tx.js';
import type { CompanyId, CouponId, LiveSessionId, PersonId, ProductId, SkuId } from '#kernel/id.js';
import type { Off, Payer } from './coupon.js';

/** A coupon's terms as they stand in the table. */
export interface TermsRow {
  companyId: CompanyId;
  couponId: CouponId;
  code: string;
  title: string;
  payer: Payer;
  kind: Off['kind'];
  percentOffBp: number;
  amountFen: bigint;
  capFen: bigint;
  fromFen: bigint;
  productIds: ProductId[];
  skuIds: SkuId[];
  liveSessionId: LiveSessionId | null;
  startsAt: Date;
  endsAt: Date;
  quota: number;
  perBuyer: number;
  claimOnly: boolean;
}

export interface SavedCoupon extends TermsRow {
  used: number;
  claimed: number;
  endedAt: Date | null;
  /** When it was made, in microseconds since 1970: where it stands in lists. */
  madeMicros: string;
}

/** Which of the goods named are the company's. */
export async function countOwned(tx: Tx, { companyId, productIds, skuIds }: TermsRow): Promise<number> {
  const [found] = await tx.sql<{ owned: number }>`
    SELECT (SELECT count(*) FROM product WHERE company_id = ${companyId} AND product_id = ANY(${productIds}::uuid[]))::int
      + (SELECT count(*) FROM sku WHERE company_id = ${companyId} AND sku_id = ANY(${skuIds}::uuid[]))::int AS owned`;
  return found?.owned ?? 0;
}

/** False where the company has one of this id, or of this code. */
export async function writeCoupon(tx: Tx, terms: TermsRow, madeBy: PersonId | null): Promise<boolean> {
  const written = await tx.sql`
    INSERT INTO coupon (company_id, coupon_id, code, title, payer, kind, percent_off_bp, amount_fen, cap_fen, from_fen,
      product_ids, sku_ids, live_session_id, starts_at, ends_at, quota, per_buyer, claim_only, made_by)
    VALUES (${terms.companyId}, ${terms.couponId}, ${terms.code}, ${terms.title}, ${terms.payer}, ${terms.kind},
      ${terms.percentOffBp}, ${terms.amountFen}, ${terms.capFen}, ${terms.fromFen}, ${terms.productIds}, ${terms.skuIds},
      ${terms.liveSessionId}, ${terms.startsAt}, ${terms.endsAt}, ${terms.quota}, ${terms.perBuyer}, ${terms.claimOnly},
      ${madeBy})
    ON CONFLICT DO NOTHING RETURNING coupon_id`;
  return written.length === 1;
}

export async function readCoupon(tx: Tx, companyId: CompanyId, couponId: CouponId): Promise<SavedCoupon | undefined> {
  const [coupon] = await tx.sql<SavedCoupon>`
    SELECT company_id AS "companyId", coupon_id AS "couponId", code, title, payer, kind,
      percent_off_bp AS "percentOffBp", amount_fen AS "amountFen", cap_fen AS "capFen", from_fen AS "fromFen",
      product_ids AS "productIds", sku_ids AS "skuIds", live_session_id AS "liveSessionId", starts_at AS "startsAt",
      ends_at AS "endsAt", quota, per_buyer AS "perBuyer", claim_only AS "claimOnly", claimed, used, ended_at AS "endedAt",
      (extract(epoch FROM made_at) * 1000000)::bigint::text AS "madeMicros"
    FROM coupon WHERE company_id = ${companyId} AND coupon_id = ${couponId}`;
  return coupon;
}

/** The company's coupons, newest first, after one of them; or only those to be claimed on air now or later. */
export function listCoupons(
  tx: Tx,
  { companyId, onlyOnAir }: { companyId: CompanyId; onlyOnAir: boolean },
  [madeMicros = null, couponId = null]: (string | null)[],
  limit: number,
): Promise<SavedCoupon[]> {
  return tx.sql<SavedCoupon>`
    SELECT company_id AS "companyId", coupon_id AS "couponId", code, title, payer, kind,
      percent_off_bp AS "percentOffBp", amount_fen AS "amountFen", cap_fen AS "capFen", from_fen AS "fromFen",
      product_ids AS "productIds", sku_ids AS "skuIds", live_session_id AS "liveSessionId", starts_at AS "startsAt",
      ends_at AS "endsAt", quota, per_buyer AS "perBuyer", claim_only AS "claimOnly", claimed, used, ended_at AS "endedAt",
      (extract(epoch FROM made_at) * 1000000)::bigint::text AS "madeMicros"
    FROM coupon
    WHERE company_id = ${companyId} AND (NOT ${onlyOnAir} OR (claim_only AND ended_at IS NULL AND ends_at > now()))
      AND (${madeMicros}::bigint IS NULL OR (made_at, coupon_id) <
      ('epoch'::timestamptz + ${madeMicros}::bigint * interval '1 microsecond', ${couponId}::uuid))
    ORDER BY made_at DESC, coupon_id DESC LIMIT ${limit}`;
}

/** Once is enough: the first end stays. */
export async function endCoupon(tx: Tx, companyId: CompanyId, couponId: CouponId): Promise<void> {
  await tx.sql`
    UPDATE coupon SET ended_at = coalesce(ended_at, now()) WHERE company_id = ${companyId} AND coupon_id = ${couponId}`;
}
