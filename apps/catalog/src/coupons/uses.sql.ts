import type { Tx } from '#database/tx.js';
import { Fen } from '#kernel/fen.js';
import type { CompanyId, CouponId, HoldId, PersonId } from '#kernel/id.js';
import type { Coupon, Off } from './coupon.js';
import type { SavedCoupon, TermsRow } from './coupons.sql.js';
import { codeKey, userOf, Wallet, type Named } from './wallet.js';

/** The coupons named, as they are now; locks nothing. */
export async function readWallet(tx: Tx, named: readonly Named[]): Promise<Wallet> {
  const rows = await tx.sql<CouponRow>`
    SELECT c.company_id AS "companyId", c.coupon_id AS "couponId", c.code, c.title, c.payer, c.kind,
      c.percent_off_bp AS "percentOffBp", c.amount_fen AS "amountFen", c.cap_fen AS "capFen", c.from_fen AS "fromFen",
      c.product_ids AS "productIds", c.sku_ids AS "skuIds", c.live_session_id AS "liveSessionId",
      c.starts_at AS "startsAt", c.ends_at AS "endsAt", c.quota, c.per_buyer AS "perBuyer",
      c.claim_only AS "claimOnly", c.used,
      c.ended_at IS NOT NULL AS ended, now() AS now
    FROM unnest(${named.map((one) => one.companyId)}::uuid[], ${named.map((one) => one.code)}::text[])
        AS named (company_id, code)
      JOIN coupon c USING (company_id, code)`;
  return walletOf(rows, [], []);
}

/**
 * Locks the coupons named, in one fixed order, after the stock: what is left of them stays true until the commit.
 * No statement where nobody named one.
 */
export async function lockWallet(tx: Tx, named: readonly Named[], buyerIds: readonly PersonId[]): Promise<Wallet> {
  if (named.length === 0) return Wallet.empty;
  const rows = await tx.sql<CouponRow>`
    SELECT c.company_id AS "companyId", c.coupon_id AS "couponId", c.code, c.title, c.payer, c.kind,
      c.percent_off_bp AS "percentOffBp", c.amount_fen AS "amountFen", c.cap_fen AS "capFen", c.from_fen AS "fromFen",
      c.product_ids AS "productIds", c.sku_ids AS "skuIds", c.live_session_id AS "liveSessionId",
      c.starts_at AS "startsAt", c.ends_at AS "endsAt", c.quota, c.per_buyer AS "perBuyer",
      c.claim_only AS "claimOnly", c.used,
      c.ended_at IS NOT NULL AS ended, now() AS now
    FROM (SELECT DISTINCT company_id, code FROM unnest(
          ${named.map((one) => one.companyId)}::uuid[], ${named.map((one) => one.code)}::text[]
        ) AS n (company_id, code)) AS named
      JOIN coupon c USING (company_id, code)
    ORDER BY c.company_id, c.coupon_id FOR UPDATE OF c`;
  if (rows.length === 0) return Wallet.empty;
  // A statement of its own, after the lock: it sees what was committed while the lock was waited for.
  const uses = await tx.sql<{ couponId: CouponId; buyerId: PersonId; uses: number }>`
    SELECT u.coupon_id AS "couponId", u.buyer_id AS "buyerId", count(*)::int AS uses
    FROM unnest(${rows.map((row) => row.companyId)}::uuid[], ${rows.map((row) => row.couponId)}::uuid[])
        AS c (company_id, coupon_id)
      JOIN coupon_use u USING (company_id, coupon_id) JOIN hold h USING (company_id, hold_id)
    WHERE u.buyer_id = ANY(${buyerIds}::uuid[]) AND h.status NOT IN ('LAPSED', 'FREED')
    GROUP BY u.coupon_id, u.buyer_id`;
  return walletOf(rows, uses, rows.some((row) => row.claimOnly) ? await findClaims(tx, rows, buyerIds) : []);
}

/** A coupon that nobody else changes until the commit. */
export interface LockedCoupon {
  coupon: Coupon;
  saved: SavedCoupon;
  now: Date;
}

/** Locks coupons in one fixed order, by their ids. */
export async function lockCoupons(
  tx: Tx,
  wanted: readonly { companyId: CompanyId; couponId: CouponId }[],
): Promise<LockedCoupon[]> {
  const rows = await tx.sql<SavedCoupon & CouponRow>`
    SELECT company_id AS "companyId", coupon_id AS "couponId", code, title, payer, kind,
      percent_off_bp AS "percentOffBp", amount_fen AS "amountFen", cap_fen AS "capFen", from_fen AS "fromFen",
      product_ids AS "productIds", sku_ids AS "skuIds", live_session_id AS "liveSessionId", starts_at AS "startsAt",
      ends_at AS "endsAt", quota, per_buyer AS "perBuyer", claim_only AS "claimOnly", claimed, used,
      ended_at AS "endedAt", (extract(epoch FROM made_at) * 1000000)::bigint::text AS "madeMicros",
      ended_at IS NOT NULL AS ended, now() AS now
    FROM coupon
    WHERE (company_id, coupon_id) IN (
      SELECT * FROM unnest(${wanted.map((one) => one.companyId)}::uuid[], ${wanted.map((one) => one.couponId)}::uuid[]))
    ORDER BY company_id, coupon_id FOR UPDATE`;
  return rows.map(({ ended, now, ...saved }) => ({ coupon: toCoupon({ ...saved, ended, now }), saved, now }));
}

interface Claimed {
  couponId: CouponId;
  buyerId: PersonId;
}

/** Which of these buyers claimed which of these coupons. */
export function findClaims(
  tx: Tx,
  coupons: readonly { companyId: CompanyId; couponId: CouponId }[],
  buyerIds: readonly PersonId[],
): Promise<Claimed[]> {
  return tx.sql<Claimed>`
    SELECT coupon_id AS "couponId", buyer_id AS "buyerId"
    FROM unnest(${coupons.map((one) => one.companyId)}::uuid[], ${coupons.map((one) => one.couponId)}::uuid[])
        AS c (company_id, coupon_id)
      JOIN coupon_claim USING (company_id, coupon_id)
    WHERE buyer_id = ANY(${buyerIds}::uuid[])`;
}

/** One use of a coupon in a hold. */
export interface Use {
  companyId: CompanyId;
  couponId: CouponId;
  buyerId: PersonId;
  holdId: HoldId;
}

/** A hold that lapsed and is taken anew has its row already. */
export async function writeUses(tx: Tx, uses: readonly Use[]): Promise<void> {
  if (uses.length === 0) return;
  await tx.sql`
    WITH use AS (
      SELECT * FROM unnest(
        ${uses.map((use) => use.companyId)}::uuid[], ${uses.map((use) => use.couponId)}::uuid[],
        ${uses.map((use) => use.buyerId)}::uuid[], ${uses.map((use) => use.holdId)}::uuid[]
      ) AS u (company_id, coupon_id, buyer_id, hold_id)
    ), written AS (
      INSERT INTO coupon_use (company_id, coupon_id, buyer_id, hold_id)
      SELECT company_id, coupon_id, buyer_id, hold_id FROM use ON CONFLICT DO NOTHING
    )
    UPDATE coupon c SET used = c.used + taken.uses
    FROM (SELECT company_id, coupon_id, count(*)::int AS uses FROM use GROUP BY company_id, coupon_id) AS taken
    WHERE (c.company_id, c.coupon_id) = (taken.company_id, taken.coupon_id)`;
}

/** Their holds were freed: somebody else may use them. */
export async function giveBackUses(tx: Tx, uses: readonly Pick<Use, 'companyId' | 'couponId'>[]): Promise<void> {
  if (uses.length === 0) return;
  await tx.sql`
    WITH given AS (
      SELECT company_id, coupon_id, count(*)::int AS uses FROM unnest(
        ${uses.map((use) => use.companyId)}::uuid[], ${uses.map((use) => use.couponId)}::uuid[]
      ) AS g (company_id, coupon_id) GROUP BY company_id, coupon_id
    ), locked AS MATERIALIZED (
      SELECT c.company_id, c.coupon_id, given.uses FROM given JOIN coupon c USING (company_id, coupon_id)
      ORDER BY c.company_id, c.coupon_id FOR UPDATE OF c
    )
    UPDATE coupon c SET used = c.used - locked.uses FROM locked
    WHERE (c.company_id, c.coupon_id) = (locked.company_id, locked.coupon_id)`;
}

interface CouponRow extends TermsRow {
  used: number;
  ended: boolean;
  now: Date;
}

function walletOf(
  rows: readonly CouponRow[],
  uses: readonly { couponId: CouponId; buyerId: PersonId; uses: number }[],
  claims: readonly Claimed[],
): Wallet {
  return new Wallet(
    new Map(rows.map((row) => [codeKey(row.companyId, row.code), toCoupon(row)])),
    new Map(rows.map(({ couponId, quota, used }) => [couponId, quota - used])),
    new Map(uses.map((use) => [userOf(use.couponId, use.buyerId), use.uses])),
    rows[0]?.now ?? new Date(0),
    new Set(claims.map((claim) => userOf(claim.couponId, claim.buyerId))),
  );
}

const toCoupon = ({ productIds, skuIds, liveSessionId, fromFen, ...row }: CouponRow): Coupon => ({
  companyId: row.companyId,
  couponId: row.couponId,
  code: row.code,
  title: row.title,
  payer: row.payer,
  off: offOf(row),
  fromFen: Fen.of(fromFen),
  scope: { productIds, skuIds, liveSessionId },
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  quota: row.quota,
  perBuyer: row.perBuyer,
  claimOnly: row.claimOnly,
  ended: row.ended,
});

function offOf(row: Pick<CouponRow, 'kind' | 'percentOffBp' | 'amountFen' | 'capFen'>): Off {
  const capFen = Fen.of(row.capFen);
  switch (row.kind) {
    case 'PERCENT':
      return { kind: 'PERCENT', shareBp: row.percentOffBp, capFen };
    case 'AMOUNT':
      return { kind: 'AMOUNT', amountFen: Fen.of(row.amountFen) };
    case 'FREE_FREIGHT':
      return { kind: 'FREE_FREIGHT', capFen };
  }
}
