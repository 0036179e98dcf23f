import type { Tx } from '#database/tx.js';
import type { CompanyId, LotId, SkuId, SupplierId } from '#kernel/id.js';
import type { PastSale } from './past-sale.js';

interface Goods {
  skuId: SkuId;
  lotId: LotId;
  title: string;
  netG: number;
  grossG: number;
  purchaseKind: string;
  returnClass: string;
  supplierId: SupplierId;
  costPerPieceFen: bigint;
}

export interface Shortage {
  skuId: SkuId;
  wanted: number;
  available: number;
}

/** Of a company's pieces, each SKU and lot once; those it has none of are left out. */
export function readGoods(tx: Tx, companyId: CompanyId, sales: PastSale[]): Promise<Goods[]> {
  const entries = sales.flatMap((sale) => sale.entries);
  return tx.sql<Goods>`
    SELECT sku_id AS "skuId", lot_id AS "lotId", sku.title, sku.net_g AS "netG", sku.gross_g AS "grossG",
      sku.purchase_kind AS "purchaseKind", sku.return_class AS "returnClass", stock.supplier_id AS "supplierId",
      stock.cost_per_piece_fen AS "costPerPieceFen"
    FROM (SELECT DISTINCT sku_id, lot_id FROM unnest(
        ${entries.map((entry) => entry.skuId)}::uuid[], ${entries.map((entry) => entry.lotId)}::uuid[]
      ) AS e (sku_id, lot_id)) AS wanted
    JOIN stock USING (sku_id, lot_id) JOIN sku USING (company_id, sku_id)
    WHERE company_id = ${companyId}`;
}

/**
 * Writes holds as orders have adopted them, and takes their pieces, in one statement; a hold that is there took them
 * before. Returns what there is too little of: then nothing may be kept.
 */
export function holdPast(tx: Tx, sales: PastSale[]): Promise<Shortage[]> {
  const entries = sales.flatMap(({ holdId, entries }) => entries.map((entry) => ({ holdId, ...entry })));
  return tx.sql<Shortage>`
    WITH entry AS MATERIALIZED (
      SELECT * FROM unnest(
        ${entries.map((entry) => entry.holdId)}::uuid[], ${entries.map((entry) => entry.skuId)}::uuid[],
        ${entries.map((entry) => entry.lotId)}::uuid[], ${entries.map((entry) => entry.pieces)}::int[]
      ) AS e (hold_id, sku_id, lot_id, pieces)
    ), sale AS (
      SELECT * FROM unnest(
        ${sales.map((sale) => sale.companyId)}::uuid[], ${sales.map((sale) => sale.holdId)}::uuid[],
        ${sales.map((sale) => sale.buyerId)}::uuid[], ${sales.map((sale) => sale.heldAt)}::timestamptz[]
      ) AS s (company_id, hold_id, buyer_id, held_at)
    ), held AS MATERIALIZED (
      INSERT INTO hold (company_id, hold_id, buyer_id, status, expires_at, quoted, sku_ids, lot_ids, pieces, offer_ids, held_at)
      SELECT company_id, hold_id, buyer_id, 'ADOPTED', held_at, '{}', sku_ids, lot_ids, pieces,
        array_fill(NULL::uuid, ARRAY[cardinality(pieces)]), held_at
      FROM sale JOIN (
        SELECT hold_id, array_agg(sku_id) AS sku_ids, array_agg(lot_id) AS lot_ids, array_agg(pieces) AS pieces
        FROM entry GROUP BY hold_id
      ) AS e USING (hold_id)
      ON CONFLICT (company_id, hold_id) DO NOTHING
      RETURNING company_id, hold_id
    ), wanted AS MATERIALIZED (
      SELECT company_id, sku_id, lot_id, sum(pieces)::int AS pieces FROM held JOIN entry USING (hold_id)
      GROUP BY company_id, sku_id, lot_id
    ), locked AS MATERIALIZED (
      SELECT s.company_id, s.sku_id, s.lot_id, wanted.pieces, s.on_hand - s.held - s.set_aside AS available
      FROM wanted JOIN stock s USING (company_id, sku_id, lot_id)
      ORDER BY s.company_id, s.sku_id, s.lot_id FOR UPDATE OF s
    ), taken AS (
      UPDATE stock s SET held = s.held + locked.pieces FROM locked
      WHERE (s.company_id, s.sku_id, s.lot_id) = (locked.company_id, locked.sku_id, locked.lot_id)
        AND locked.available >= locked.pieces
    )
    SELECT sku_id AS "skuId", pieces AS wanted, available FROM locked WHERE available < pieces`;
}
