import type { Tx } from '#database/tx.js';
import { Fen } from '#kernel/fen.js';
import type { CompanyId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import { REMAINING_LIFE_DAYS, type Lot, type Part } from '../holds/allocation.js';
import type { FlashTerms } from './flash.js';

export interface FlashRow extends FlashTerms {
  endsAt: Date;
  closedAt: Date | null;
  left: number;
}

/** The list price of a SKU that stands in the bag of a session on air. */
export async function readPriceInBag(
  tx: Tx,
  { companyId, liveSessionId, skuId }: FlashTerms,
): Promise<Fen | undefined> {
  const [sku] = await tx.sql<{ priceFen: bigint }>`
    SELECT price_fen AS "priceFen" FROM session_offer JOIN sku USING (company_id, sku_id)
    WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId} AND sku_id = ${skuId}`;
  return sku && Fen.of(sku.priceFen);
}

/** The pieces of one SKU that can be promised, locked in the one order of all who lock stock. */
export async function lockLots(tx: Tx, companyId: CompanyId, skuId: SkuId): Promise<Lot[]> {
  const lots = await tx.sql<Omit<Lot, 'costPerPieceFen'> & { costPerPieceFen: bigint }>`
    SELECT lot_id AS "lotId", supplier_id AS "supplierId", expires_on AS "expiresOn",
      cost_per_piece_fen AS "costPerPieceFen", on_hand - held - set_aside AS left
    FROM stock WHERE company_id = ${companyId} AND sku_id = ${skuId} AND on_hand > held
      AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
      AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
    ORDER BY company_id, sku_id, lot_id FOR UPDATE`;
  return lots.map((lot) => ({ ...lot, costPerPieceFen: Fen.of(lot.costPerPieceFen) }));
}

/** False where the offer was opened before. */
export async function claimFlash(tx: Tx, terms: FlashTerms): Promise<boolean> {
  const claimed = await tx.sql`
    INSERT INTO flash_offer (company_id, offer_id, live_session_id, sku_id, price_fen, share, per_buyer_limit, lasts_s,
      ends_at)
    VALUES (${terms.companyId}, ${terms.offerId}, ${terms.liveSessionId}, ${terms.skuId}, ${terms.priceFen},
      ${terms.share}, ${terms.perBuyerLimit}, ${terms.lastsS}, now() + make_interval(secs => ${terms.lastsS}))
    ON CONFLICT (company_id, offer_id) DO NOTHING RETURNING offer_id`;
  return claimed.length === 1;
}

export async function setAside(tx: Tx, { companyId, offerId, skuId }: FlashTerms, parts: Part[]): Promise<void> {
  await tx.sql`
    WITH part AS (
      SELECT * FROM unnest(${parts.map(({ lot }) => lot.lotId)}::uuid[], ${parts.map(({ pieces }) => pieces)}::int[])
        AS p (lot_id, pieces)
    ), share AS (
      INSERT INTO flash_share (company_id, offer_id, lot_id, pieces_left)
      SELECT ${companyId}, ${offerId}, lot_id, pieces FROM part
    )
    UPDATE stock s SET set_aside = s.set_aside + part.pieces FROM part
    WHERE s.company_id = ${companyId} AND s.sku_id = ${skuId} AND s.lot_id = part.lot_id`;
}

export async function readFlash(tx: Tx, companyId: CompanyId, offerId: OfferId): Promise<FlashRow | undefined> {
  const [offer] = await tx.sql<FlashRow>`
    SELECT company_id AS "companyId", offer_id AS "offerId", live_session_id AS "liveSessionId", sku_id AS "skuId",
      price_fen AS "priceFen", share, per_buyer_limit AS "perBuyerLimit", lasts_s AS "lastsS", ends_at AS "endsAt",
      closed_at AS "closedAt",
      (SELECT coalesce(sum(pieces_left), 0)::int FROM flash_share
       WHERE (company_id, offer_id) = (flash_offer.company_id, flash_offer.offer_id)) AS left
    FROM flash_offer WHERE company_id = ${companyId} AND offer_id = ${offerId}`;
  return offer;
}

/**
 * What is left of the share goes back to the list stock. The stock rows are locked first: whoever takes from the share
 * or gives back to it holds them too, and sees the offer open or closed, never in between.
 */
export async function closeFlash(tx: Tx, companyId: CompanyId, offerId: OfferId): Promise<void> {
  await tx.sql`
    SELECT FROM flash_offer o JOIN flash_share f USING (company_id, offer_id)
    JOIN stock s USING (company_id, sku_id, lot_id)
    WHERE o.company_id = ${companyId} AND o.offer_id = ${offerId}
    ORDER BY s.company_id, s.sku_id, s.lot_id FOR UPDATE OF s`;
  await tx.sql`
    WITH closed AS (
      UPDATE flash_offer SET closed_at = now()
      WHERE company_id = ${companyId} AND offer_id = ${offerId} AND closed_at IS NULL
      RETURNING company_id, offer_id, sku_id
    ), back AS MATERIALIZED (
      SELECT company_id, offer_id, sku_id, lot_id, pieces_left FROM closed JOIN flash_share USING (company_id, offer_id)
    ), emptied AS (
      UPDATE flash_share f SET pieces_left = 0 FROM back
      WHERE (f.company_id, f.offer_id, f.lot_id) = (back.company_id, back.offer_id, back.lot_id)
    )
    UPDATE stock s SET set_aside = s.set_aside - back.pieces_left FROM back
    WHERE (s.company_id, s.sku_id, s.lot_id) = (back.company_id, back.sku_id, back.lot_id)`;
}

/** Open offers past their time, the longest over first. */
export const findOver = (tx: Tx, limit: number) => tx.sql<{ companyId: CompanyId; offerId: OfferId }>`
  SELECT company_id AS "companyId", offer_id AS "offerId" FROM flash_offer
  WHERE closed_at IS NULL AND ends_at <= now() ORDER BY ends_at LIMIT ${limit}`;

/** The whole bag of a session, unless a later version was set before. SKUs of another company are left out. */
export async function setBag(
  tx: Tx,
  session: { companyId: CompanyId; liveSessionId: LiveSessionId; version: number; over: boolean },
  skuIds: SkuId[],
): Promise<void> {
  const { companyId, liveSessionId, version, over } = session;
  const newer = await tx.sql`
    INSERT INTO live_session (company_id, live_session_id, version, over)
    VALUES (${companyId}, ${liveSessionId}, ${version}, ${over})
    ON CONFLICT (company_id, live_session_id) DO UPDATE SET version = excluded.version, over = excluded.over
      WHERE live_session.version < excluded.version
    RETURNING version`;
  if (newer.length === 0) return;
  await tx.sql`
    DELETE FROM session_offer WHERE company_id = ${companyId} AND live_session_id = ${liveSessionId}
      AND sku_id <> ALL(${skuIds}::uuid[])`;
  await tx.sql`
    INSERT INTO session_offer (company_id, live_session_id, sku_id)
    SELECT company_id, ${liveSessionId}, sku_id FROM sku
    WHERE company_id = ${companyId} AND sku_id = ANY(${skuIds}::uuid[])
    ON CONFLICT DO NOTHING`;
}
