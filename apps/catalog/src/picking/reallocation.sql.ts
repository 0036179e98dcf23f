import type { Tx } from '#database/tx.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';
import type { HoldStatus } from '../holds/hold.js';
import type { Reallocation, Shelf } from './reallocation.js';

/** The hold, locked: one reallocation of its pieces at a time. */
export async function lockHold(tx: Tx, { companyId, holdId }: Reallocation): Promise<HoldStatus | undefined> {
  const [hold] = await tx.sql<{ status: HoldStatus }>`
    SELECT status FROM hold WHERE company_id = ${companyId} AND hold_id = ${holdId} FOR UPDATE`;
  return hold?.status;
}

/** How many pieces of the SKU the hold has of the lot by now, after earlier reallocations. */
export async function piecesHeld(tx: Tx, { companyId, holdId, skuId, fromLotId }: Reallocation): Promise<number> {
  const [row] = await tx.sql<{ pieces: number }>`
    SELECT ((
      SELECT coalesce(sum(e.pieces), 0) FROM hold h, entries_of(h) AS e
      WHERE h.company_id = ${companyId} AND h.hold_id = ${holdId} AND e.sku_id = ${skuId} AND e.lot_id = ${fromLotId}
    ) + (
      SELECT coalesce(sum(CASE WHEN to_lot_id = ${fromLotId} THEN pieces
        WHEN from_lot_id = ${fromLotId} THEN -pieces END), 0) FROM reallocation
      WHERE company_id = ${companyId} AND hold_id = ${holdId} AND sku_id = ${skuId}
    ))::int AS pieces`;
  return row?.pieces ?? 0;
}

/** Both lots' pieces of the SKU, locked in the order of their keys. */
export const lockShelves = (tx: Tx, { companyId, skuId, fromLotId, toLotId }: Reallocation) => tx.sql<Shelf>`
  SELECT s.lot_id AS "lotId", s.supplier_id AS "supplierId", sku.net_g AS "netG",
    s.cost_per_piece_fen AS "costPerPieceFen", s.on_hand - s.held - s.set_aside AS available,
    s.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
      AND s.offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date AND NOT EXISTS (
        SELECT FROM presale p WHERE (p.company_id, p.lot_id) = (s.company_id, s.lot_id) AND settled_at IS NULL
      ) AS sellable
  FROM stock s JOIN sku USING (company_id, sku_id)
  WHERE s.company_id = ${companyId} AND s.sku_id = ${skuId} AND s.lot_id IN (${fromLotId}, ${toLotId})
  ORDER BY s.lot_id FOR UPDATE OF s`;

export async function readReallocation(
  tx: Tx,
  { companyId, reallocationId }: Reallocation,
): Promise<Reallocation | undefined> {
  const [earlier] = await tx.sql<Reallocation>`
    SELECT company_id AS "companyId", reallocation_id AS "reallocationId", hold_id AS "holdId", sku_id AS "skuId",
      from_lot_id AS "fromLotId", to_lot_id AS "toLotId", pieces
    FROM reallocation WHERE company_id = ${companyId} AND reallocation_id = ${reallocationId}`;
  return earlier;
}

/** Back into the one lot, out of the other. False: the id is another hold's. */
export async function movePieces(tx: Tx, reallocation: Reallocation): Promise<boolean> {
  const { companyId, reallocationId, holdId, skuId, fromLotId, toLotId, pieces } = reallocation;
  const claimed = await tx.sql`
    INSERT INTO reallocation (company_id, reallocation_id, hold_id, sku_id, from_lot_id, to_lot_id, pieces)
    VALUES (${companyId}, ${reallocationId}, ${holdId}, ${skuId}, ${fromLotId}, ${toLotId}, ${pieces})
    ON CONFLICT (company_id, reallocation_id) DO NOTHING RETURNING reallocation_id`;
  if (claimed.length === 0) return false;
  await tx.sql`
    WITH change AS (
      SELECT * FROM (VALUES (${fromLotId}::uuid, ${pieces}::int), (${toLotId}::uuid, -${pieces}::int))
        AS c (lot_id, pieces)
    ), movement AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces)
      SELECT ${companyId}::uuid, ${reallocationId}::uuid, ${skuId}::uuid, lot_id, 'reallocated', pieces FROM change
    )
    UPDATE stock s SET on_hand = s.on_hand + change.pieces FROM change
    WHERE s.company_id = ${companyId} AND s.sku_id = ${skuId} AND s.lot_id = change.lot_id`;
  return true;
}
