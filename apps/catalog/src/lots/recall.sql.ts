import type { Tx } from '#database/tx.js';
import { AdjustmentId, type CompanyId, type LotId, type PersonId, type RecallId } from '#kernel/id.js';

export interface RecallOrder {
  companyId: CompanyId;
  recallId: RecallId;
  lotId: LotId;
  reason: string;
}

export interface Recall extends RecallOrder {
  writtenOff: number;
  promised: number;
  recalledAt: Date;
}

/** The lot, so that nothing can be packed of it meanwhile. */
export async function lockLot(tx: Tx, companyId: CompanyId, lotId: LotId): Promise<boolean> {
  const locked = await tx.sql`SELECT FROM lot WHERE company_id = ${companyId} AND lot_id = ${lotId} FOR UPDATE`;
  return locked.length === 1;
}

/** By its own id, or the one of its lot. */
export const findRecalls = (tx: Tx, { companyId, recallId, lotId }: RecallOrder) => tx.sql<Recall>`
  SELECT company_id AS "companyId", recall_id AS "recallId", lot_id AS "lotId", reason, written_off AS "writtenOff",
    promised, recalled_at AS "recalledAt"
  FROM recall WHERE company_id = ${companyId} AND (recall_id = ${recallId} OR lot_id = ${lotId})`;

/** Every piece of the lot, in the one order of all who lock stock: a hold is taken before or never. */
export async function lockPieces(tx: Tx, { companyId, lotId }: RecallOrder): Promise<void> {
  await tx.sql`
    SELECT FROM stock WHERE company_id = ${companyId} AND lot_id = ${lotId}
    ORDER BY company_id, sku_id, lot_id FOR UPDATE`;
}

/** Blocks the pieces, writes off those that are free with a movement each, and notes what was promised. */
export async function recallPieces(tx: Tx, order: RecallOrder, by: PersonId): Promise<void> {
  const { companyId, recallId, lotId, reason } = order;
  const movementId = AdjustmentId.derive('recall', companyId, recallId);
  await tx.sql`
    WITH lot AS (
      UPDATE lot SET recalled_at = now() WHERE company_id = ${companyId} AND lot_id = ${lotId}
    ), no_more_to_come AS (
      UPDATE sku SET pre_sale = NULL WHERE company_id = ${companyId} AND pre_sale ->> 'lotId' = ${lotId}::text
    ), piece AS MATERIALIZED (
      SELECT sku_id, on_hand - held - set_aside AS free, held + set_aside AS promised FROM stock
      WHERE company_id = ${companyId} AND lot_id = ${lotId}
    ), movement AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces, reason, moved_by)
      SELECT ${companyId}::uuid, ${movementId}::uuid, sku_id, ${lotId}::uuid, 'written_off', -free,
        ${`召回：${reason}`}::text, ${by}::uuid
      FROM piece WHERE free > 0
    ), blocked AS (
      UPDATE stock SET on_hand = on_hand - piece.free, offered_until = '-infinity' FROM piece
      WHERE company_id = ${companyId} AND lot_id = ${lotId} AND stock.sku_id = piece.sku_id
    )
    INSERT INTO recall (company_id, recall_id, lot_id, reason, written_off, promised, recalled_by)
    SELECT ${companyId}::uuid, ${recallId}::uuid, ${lotId}::uuid, ${reason}::text, pieces_of(sum(free)),
      pieces_of(sum(promised)), ${by}::uuid
    FROM piece`;
}
