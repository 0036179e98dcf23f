import type { Tx } from '#database/tx.js';
import type { CompanyId, CouponId, HoldId, LotId, OfferId, SkuId } from '#kernel/id.js';
import type { Hold } from './hold.js';
import { HOLD_S } from './hold.js';
import type { Claim } from './shelf.sql.js';

/** A hold that was decided and is to be written. */
export interface Holding {
  claim: Claim & { requestHash: string };
  hold: Hold;
  entries: { skuId: SkuId; lotId: LotId; pieces: number; offerId: OfferId | null }[];
  couponIds: CouponId[];
}

export interface EarlierHold extends Hold {
  requestHash: string;
}

/**
 * Claims, holds, takings and stock in one statement. Returns the holds that stand: a checkout that was claimed
 * elsewhere since the shelf was locked takes nothing. A lapsed hold is written anew under its own id.
 */
export async function writeHolds(tx: Tx, holdings: Holding[]): Promise<Set<HoldId>> {
  if (holdings.length === 0) return new Set();
  // Side by side, for the planner knows how long arrays are: it would read the whole stock for the rows of a JSON text.
  const entries = holdings.flatMap(({ claim, hold, entries }) =>
    entries.map((entry) => ({ ...claim, ...hold, ...entry })),
  );
  const rows = await tx.sql<{ holdId: HoldId }>`
    WITH wanted AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(holdings.map(rowOf))}::json) AS w (
        company_id uuid, hold_id uuid, buyer_id uuid, checkout_id uuid, request_hash text, expires_at timestamptz,
        quoted json, sku_ids uuid[], lot_ids uuid[], pieces int[], offer_ids uuid[], coupon_ids uuid[])
    ), claimed AS MATERIALIZED (
      INSERT INTO checkout (buyer_id, checkout_id, company_id, hold_id, request_hash)
      SELECT buyer_id, checkout_id, company_id, hold_id, request_hash FROM wanted ORDER BY buyer_id, checkout_id
      ON CONFLICT (buyer_id, checkout_id) DO UPDATE SET hold_id = excluded.hold_id
        WHERE checkout.hold_id = excluded.hold_id
      RETURNING hold_id
    ), written AS (
      INSERT INTO hold (company_id, hold_id, buyer_id, status, expires_at, quoted, sku_ids, lot_ids, pieces, offer_ids,
        coupon_ids)
      SELECT company_id, hold_id, buyer_id, 'PROVISIONAL', expires_at, quoted, sku_ids, lot_ids, pieces, offer_ids,
        coupon_ids
      FROM wanted JOIN claimed USING (hold_id)
      ON CONFLICT (company_id, hold_id) DO UPDATE SET status = 'PROVISIONAL', expires_at = excluded.expires_at,
        quoted = excluded.quoted, sku_ids = excluded.sku_ids, lot_ids = excluded.lot_ids, pieces = excluded.pieces,
        offer_ids = excluded.offer_ids, coupon_ids = excluded.coupon_ids, held_at = now()
    ), entry AS MATERIALIZED (
      SELECT * FROM unnest(
        ${entries.map((entry) => entry.companyId)}::uuid[], ${entries.map((entry) => entry.holdId)}::uuid[],
        ${entries.map((entry) => entry.buyerId)}::uuid[], ${entries.map((entry) => entry.skuId)}::uuid[],
        ${entries.map((entry) => entry.lotId)}::uuid[], ${entries.map((entry) => entry.pieces)}::int[],
        ${entries.map((entry) => entry.offerId)}::uuid[]
      ) AS e (company_id, hold_id, buyer_id, sku_id, lot_id, pieces, offer_id)
      WHERE hold_id IN (SELECT hold_id FROM claimed)
    ), taking AS (
      INSERT INTO flash_taking (company_id, offer_id, buyer_id, hold_id, pieces)
      SELECT company_id, offer_id, buyer_id, hold_id, sum(pieces) FROM entry WHERE offer_id IS NOT NULL
      GROUP BY company_id, offer_id, buyer_id, hold_id
      ON CONFLICT (company_id, offer_id, buyer_id, hold_id) DO UPDATE SET pieces = excluded.pieces
    ), share AS (
      UPDATE flash_share f SET pieces_left = f.pieces_left - e.pieces
      FROM (SELECT company_id, offer_id, lot_id, sum(pieces)::int AS pieces FROM entry
            WHERE offer_id IS NOT NULL GROUP BY company_id, offer_id, lot_id) AS e
      WHERE (f.company_id, f.offer_id, f.lot_id) = (e.company_id, e.offer_id, e.lot_id)
    ), taken AS (
      UPDATE stock s SET held = s.held + e.pieces, set_aside = s.set_aside - e.of_share
      FROM (SELECT company_id, sku_id, lot_id, sum(pieces)::int AS pieces,
              coalesce(sum(pieces) FILTER (WHERE offer_id IS NOT NULL), 0)::int AS of_share
            FROM entry GROUP BY company_id, sku_id, lot_id) AS e
      WHERE (s.company_id, s.sku_id, s.lot_id) = (e.company_id, e.sku_id, e.lot_id)
    )
    SELECT hold_id AS "holdId" FROM claimed`;
  return new Set(rows.map((row) => row.holdId));
}

const rowOf = ({ claim, hold, entries, couponIds }: Holding) => ({
  company_id: hold.companyId,
  hold_id: hold.holdId,
  buyer_id: claim.buyerId,
  checkout_id: claim.checkoutId,
  request_hash: claim.requestHash,
  expires_at: hold.expiresAt,
  quoted: hold.quoted,
  sku_ids: entries.map((entry) => entry.skuId),
  lot_ids: entries.map((entry) => entry.lotId),
  pieces: entries.map((entry) => entry.pieces),
  offer_ids: entries.map((entry) => entry.offerId),
  coupon_ids: couponIds,
});

/** The hold of a checkout, locked. Everyone locks holds before stock. */
export async function lockHold(tx: Tx, { buyerId, checkoutId }: Claim): Promise<EarlierHold | undefined> {
  const [hold] = await tx.sql<EarlierHold>`
    SELECT h.company_id AS "companyId", h.hold_id AS "holdId", h.status, h.expires_at AS "expiresAt", h.quoted,
      c.request_hash AS "requestHash"
    FROM checkout c JOIN hold h USING (company_id, hold_id)
    WHERE c.buyer_id = ${buyerId} AND c.checkout_id = ${checkoutId} FOR UPDATE OF h`;
  return hold;
}

/** A new minute for a provisional hold. */
export async function extendHold(tx: Tx, { companyId, holdId }: { companyId: CompanyId; holdId: HoldId }) {
  const [row] = await tx.sql<{ expiresAt: Date }>`
    UPDATE hold SET expires_at = now() + make_interval(secs => ${HOLD_S})
    WHERE company_id = ${companyId} AND hold_id = ${holdId} RETURNING expires_at AS "expiresAt"`;
  return row?.expiresAt;
}
