import type { Tx } from '#database/tx.js';
import type { CompanyId, LotId, PersonId, SkuId } from '#kernel/id.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';
import type { Adjustment, Standing } from './adjustment.js';

export interface SkuStock {
  onHand: number;
  held: number;
  available: number;
  lots: { lotId: LotId; onHand: number; held: number; expiresOn: string }[];
}

const LOTS_SHOWN_MAX = 500;

/** Undefined where the company has no such SKU. What a flash offer set aside counts as held. */
export async function readSkuStock(tx: Tx, companyId: CompanyId, skuId: SkuId): Promise<SkuStock | undefined> {
  const [stock] = await tx.sql<SkuStock>`
    SELECT pieces_of(sum(on_hand)) AS "onHand", pieces_of(sum(held + set_aside)) AS held,
      pieces_of(sum(on_hand - held - set_aside) FILTER (
        WHERE expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
        AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date)) AS available,
      coalesce((
        SELECT json_agg(lot) FROM (
          SELECT lot_id AS "lotId", on_hand AS "onHand", held + set_aside AS held, expires_on AS "expiresOn"
          FROM stock WHERE company_id = ${companyId} AND sku_id = ${skuId}
          ORDER BY on_hand = 0, expires_on, lot_id LIMIT ${LOTS_SHOWN_MAX}
        ) AS lot), '[]') AS lots
    FROM sku LEFT JOIN stock USING (company_id, sku_id)
    WHERE company_id = ${companyId} AND sku_id = ${skuId} GROUP BY company_id, sku_id`;
  return stock;
}

/** Undefined where no piece of the SKU was ever packed from the lot. */
export async function lockStanding(tx: Tx, { companyId, skuId, lotId }: Adjustment): Promise<Standing | undefined> {
  const [locked] = await tx.sql<Omit<Standing, 'adjusted'>>`
    SELECT on_hand AS "onHand", held + set_aside AS promised FROM stock
    WHERE company_id = ${companyId} AND sku_id = ${skuId} AND lot_id = ${lotId} FOR UPDATE`;
  const [sum] = await tx.sql<{ adjusted: number }>`
    SELECT coalesce(sum(pieces), 0)::int AS adjusted FROM movement
    WHERE company_id = ${companyId} AND sku_id = ${skuId} AND lot_id = ${lotId} AND kind IN ('written_off', 'corrected')`;
  return locked && { ...locked, adjusted: sum?.adjusted ?? 0 };
}

/** False where the adjustment was made before. */
export async function claimAdjustment(tx: Tx, adjustment: Adjustment, movedBy: PersonId | null): Promise<boolean> {
  const { companyId, adjustmentId, skuId, lotId, pieces, reason } = adjustment;
  const claimed = await tx.sql`
    INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces, reason, moved_by)
    SELECT ${companyId}::uuid, ${adjustmentId}::uuid, ${skuId}::uuid, ${lotId}::uuid,
      ${pieces < 0 ? 'written_off' : 'corrected'}, ${pieces}::int, ${reason}::text, ${movedBy}::uuid
    WHERE NOT EXISTS (SELECT FROM movement WHERE company_id = ${companyId} AND source_id = ${adjustmentId})
    RETURNING source_id`;
  return claimed.length === 1;
}

export async function readAdjustment(tx: Tx, { companyId, adjustmentId }: Adjustment): Promise<Adjustment | undefined> {
  const [adjustment] = await tx.sql<Adjustment>`
    SELECT company_id AS "companyId", source_id AS "adjustmentId", lot_id AS "lotId", sku_id AS "skuId", pieces, reason
    FROM movement WHERE company_id = ${companyId} AND source_id = ${adjustmentId}`;
  return adjustment;
}

export async function changePieces(tx: Tx, { companyId, skuId, lotId, pieces }: Adjustment): Promise<void> {
  await tx.sql`
    UPDATE stock SET on_hand = on_hand + ${pieces}::int
    WHERE company_id = ${companyId} AND sku_id = ${skuId} AND lot_id = ${lotId}`;
}
