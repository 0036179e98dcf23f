import type { Tx } from '#database/tx.js';
import { AdjustmentId, type PersonId } from '#kernel/id.js';
import { stockColumns } from './stock-rows.js';
import type { FaultyRow, ImportKey } from './imports.sql.js';

/** What cannot be, and why; the pieces are locked from here on, in the one order of all who lock stock. */
export async function findStockFaults(tx: Tx, { companyId, importId }: ImportKey): Promise<FaultyRow[]> {
  await tx.sql`
    SELECT FROM stock s WHERE company_id = ${companyId} AND (sku_id, lot_id) IN (
      SELECT (content ->> 'skuId')::uuid, (content ->> 'lotId')::uuid FROM import_row
      WHERE company_id = ${companyId} AND import_id = ${importId} AND content IS NOT NULL)
    ORDER BY s.company_id, s.sku_id, s.lot_id FOR UPDATE`;
  const found = await tx.sql<{ row: number; unknown: boolean; free: number; difference: number }>`
    WITH wanted AS MATERIALIZED (
      SELECT row_no, (content ->> 'skuId')::uuid AS sku_id, (content ->> 'lotId')::uuid AS lot_id,
        (content ->> 'difference')::int AS difference
      FROM import_row WHERE company_id = ${companyId} AND import_id = ${importId} AND faults = '[]'
    ), adjusted AS MATERIALIZED (
      SELECT sku_id, lot_id, sum(pieces) AS pieces FROM movement
      WHERE company_id = ${companyId} AND kind IN ('written_off', 'corrected') GROUP BY sku_id, lot_id
    )
    SELECT w.row_no AS row, s.sku_id IS NULL AS unknown, coalesce(on_hand - held - set_aside, 0) AS free, w.difference
    FROM wanted w LEFT JOIN stock s ON (s.company_id, s.sku_id, s.lot_id) = (${companyId}::uuid, w.sku_id, w.lot_id)
    LEFT JOIN adjusted a ON (a.sku_id, a.lot_id) = (w.sku_id, w.lot_id)
    WHERE s.sku_id IS NULL OR on_hand - held - set_aside + w.difference < 0
      OR (w.difference > 0 AND coalesce(a.pieces, 0) + w.difference > 0)
    ORDER BY w.row_no`;
  return found.map(({ row, unknown, free, difference }) => ({ row, faults: [faultOf(unknown, free, difference)] }));
}

function faultOf(unknown: boolean, free: number, difference: number) {
  if (unknown) return { column: stockColumns.lotId[0], reason: 'no piece of this SKU was packed from this lot' };
  const counted = stockColumns.counted[0];
  return difference < 0
    ? { column: counted, reason: `${-difference} are missing, and only ${free} are promised to nobody` }
    : { column: counted, reason: 'no more can be found again than was written off: pack the lot instead' };
}

/** An entry for every difference, with its reason; and the stock. */
export async function takeStock(tx: Tx, { companyId, importId }: ImportKey, by: PersonId): Promise<void> {
  await tx.sql`
    WITH wanted AS MATERIALIZED (
      SELECT (content ->> 'skuId')::uuid AS sku_id, (content ->> 'lotId')::uuid AS lot_id,
        (content ->> 'difference')::int AS difference, content ->> 'reason' AS reason
      FROM import_row WHERE company_id = ${companyId} AND import_id = ${importId}
        AND (content ->> 'difference')::int <> 0
    ), movement AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces, reason, moved_by)
      SELECT ${companyId}::uuid, ${AdjustmentId.derive('import', companyId, importId)}::uuid, sku_id, lot_id,
        CASE WHEN difference < 0 THEN 'written_off' ELSE 'corrected' END, difference, '盘点：' || reason, ${by}::uuid
      FROM wanted
    )
    UPDATE stock s SET on_hand = s.on_hand + wanted.difference FROM wanted
    WHERE (s.company_id, s.sku_id, s.lot_id) = (${companyId}::uuid, wanted.sku_id, wanted.lot_id)`;
}
