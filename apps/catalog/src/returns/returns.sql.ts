import type { Tx } from '#database/tx.js';

export interface ReturnedPieces {
  eventId: string;
  companyId: string;
  refundId: string;
  skuId: string;
  lotId: string;
  pieces: number;
}

/**
 * Inbox, movements and stock in one statement. A refund moves a SKU of a lot once, by the movement's key, whichever
 * event tells it.
 */
export async function takeBack(tx: Tx, consumer: string, eventIds: string[], returned: ReturnedPieces[]) {
  await tx.sql`
    WITH fresh AS (
      INSERT INTO inbox (consumer, event_id) SELECT ${consumer}, unnest(${eventIds}::uuid[])
      ON CONFLICT DO NOTHING RETURNING event_id
    ), told AS (
      SELECT DISTINCT ON (company_id, refund_id, sku_id, lot_id) company_id, refund_id, sku_id, lot_id,
        sum(pieces)::int AS pieces
      FROM unnest(${returned.map((one) => one.eventId)}::uuid[], ${returned.map((one) => one.companyId)}::uuid[],
          ${returned.map((one) => one.refundId)}::uuid[], ${returned.map((one) => one.skuId)}::uuid[],
          ${returned.map((one) => one.lotId)}::uuid[], ${returned.map((one) => one.pieces)}::int[])
        AS t (event_id, company_id, refund_id, sku_id, lot_id, pieces)
        JOIN fresh USING (event_id)
      GROUP BY event_id, company_id, refund_id, sku_id, lot_id
    ), moved AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces, reason)
      SELECT company_id, refund_id, sku_id, lot_id, 'returned', pieces, 'refund' FROM told
      ON CONFLICT DO NOTHING RETURNING company_id, sku_id, lot_id, pieces
    ), change AS MATERIALIZED (
      SELECT company_id, sku_id, lot_id, sum(pieces)::int AS pieces FROM moved GROUP BY company_id, sku_id, lot_id
    ), locked AS MATERIALIZED (
      SELECT s.company_id, s.sku_id, s.lot_id, change.pieces
      FROM change JOIN stock s USING (company_id, sku_id, lot_id)
      ORDER BY s.company_id, s.sku_id, s.lot_id FOR UPDATE OF s
    )
    UPDATE stock s SET on_hand = s.on_hand + locked.pieces FROM locked
    WHERE (s.company_id, s.sku_id, s.lot_id) = (locked.company_id, locked.sku_id, locked.lot_id)`;
}
