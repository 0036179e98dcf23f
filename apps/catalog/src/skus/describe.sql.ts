import type { Tx } from '#database/tx.js';
import type { CompanyId, LiveSessionId, OfferId, SkuId } from '#kernel/id.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';
import type { PreSaleMark } from '../presales/presale.js';

export interface DescribedSku {
  skuId: SkuId;
  title: string;
  listFen: bigint;
  flashFen: bigint | null;
  available: number;
  /** The flash offer in force, and what is left of its share. */
  offerId: OfferId | null;
  left: number;
  preSale: PreSaleMark | null;
}

/** Titles, list prices and flash prices in the session, and what can be promised, in the order asked for. */
export const describeSkus = (tx: Tx, companyId: CompanyId, liveSessionId: LiveSessionId | null, skuIds: SkuId[]) =>
  tx.sql<DescribedSku>`
    SELECT sku.sku_id AS "skuId", sku.title, sku.price_fen AS "listFen", flash.price_fen AS "flashFen",
      flash.offer_id AS "offerId", coalesce(flash.pieces_left, 0) AS left, sku.pre_sale AS "preSale", (
        SELECT pieces_of(sum(on_hand - held - set_aside)) FROM stock
        WHERE (stock.company_id, stock.sku_id) = (sku.company_id, sku.sku_id)
          AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
          AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
      ) AS available
    FROM unnest(${skuIds}::uuid[]) WITH ORDINALITY AS asked (sku_id, place)
    JOIN sku ON (sku.company_id, sku.sku_id) = (${companyId}, asked.sku_id)
    LEFT JOIN LATERAL (
      SELECT offer_id, price_fen, (
        SELECT sum(pieces_left)::int FROM flash_share
        WHERE (flash_share.company_id, flash_share.offer_id) = (f.company_id, f.offer_id)) AS pieces_left
      FROM flash_offer f
      WHERE (f.company_id, f.live_session_id, f.sku_id) = (${companyId}, ${liveSessionId}::uuid, sku.sku_id)
        AND f.closed_at IS NULL AND f.ends_at > now()
      ORDER BY f.opened_at DESC LIMIT 1
    ) AS flash ON true
    ORDER BY asked.place`;
