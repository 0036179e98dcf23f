import type { Tx } from '#database/tx.js';
import type { CompanyId, PackingId, PersonId } from '#kernel/id.js';
import { costPerPiece, type Packing, type PackingOrder, type Piece } from './packing.js';

/** Undefined where lot and SKU are not of one product of the company. The SKU is kept from changing meanwhile. */
export async function readPiece(
  tx: Tx,
  { companyId, lotId, skuId }: Pick<PackingOrder, 'companyId' | 'lotId' | 'skuId'>,
): Promise<Piece | undefined> {
  const [piece] = await tx.sql<Piece>`
    SELECT sku.net_g AS "netG", sku.purchase_kind AS "purchaseKind", lot.supplier_id AS "supplierId",
      lot.expires_on AS "expiresOn", lot.price_per_kg_fen AS "pricePerKgFen",
      lot.recalled_at IS NOT NULL AS recalled, sku.pre_sale IS NOT NULL AS "onPreSale", EXISTS (
        SELECT FROM presale p WHERE (p.company_id, p.lot_id) = (lot.company_id, lot.lot_id) AND settled_at IS NULL
      ) AS "notHarvested"
    FROM sku JOIN lot USING (company_id, product_id)
    WHERE company_id = ${companyId} AND sku.sku_id = ${skuId} AND lot.lot_id = ${lotId} FOR SHARE OF sku`;
  return piece;
}

/** False where the packing was made before. */
export async function claimPacking(tx: Tx, packing: Packing, packedBy: PersonId | null): Promise<boolean> {
  const claimed = await tx.sql`
    INSERT INTO packing (company_id, packing_id, lot_id, sku_id, pieces, grams, cost_fen, packed_by)
    VALUES (${packing.companyId}, ${packing.packingId}, ${packing.lotId}, ${packing.skuId}, ${packing.pieces},
      ${packing.grams}, ${packing.costFen}, ${packedBy})
    ON CONFLICT (company_id, packing_id) DO NOTHING RETURNING packing_id`;
  return claimed.length === 1;
}

export async function readPacking(tx: Tx, companyId: CompanyId, packingId: PackingId): Promise<Packing | undefined> {
  const [packing] = await tx.sql<Packing>`
    SELECT company_id AS "companyId", packing_id AS "packingId", lot_id AS "lotId", sku_id AS "skuId", pieces, grams,
      cost_fen AS "costFen"
    FROM packing WHERE company_id = ${companyId} AND packing_id = ${packingId}`;
  return packing;
}

/** Takes the grams off the lot; false where it has not so many left. */
export async function takeGrams(tx: Tx, { companyId, lotId, grams }: Packing): Promise<boolean> {
  const taken = await tx.sql`
    UPDATE lot SET packed_g = packed_g + ${grams}::bigint
    WHERE company_id = ${companyId} AND lot_id = ${lotId} AND recalled_at IS NULL AND packed_g + ${grams}::bigint <= mass_g RETURNING lot_id`;
  return taken.length === 1;
}

export async function addPieces(tx: Tx, packing: Packing, piece: Piece, movedBy: PersonId | null): Promise<void> {
  const { companyId, packingId, skuId, lotId, pieces } = packing;
  await tx.sql`
    WITH movement AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces, moved_by)
      VALUES (${companyId}, ${packingId}, ${skuId}, ${lotId}, 'packed', ${pieces}, ${movedBy})
    )
    INSERT INTO stock (company_id, sku_id, lot_id, supplier_id, expires_on, cost_per_piece_fen, on_hand, offered_until)
    SELECT company_id, ${skuId}::uuid, lot_id, supplier_id, expires_on, ${costPerPiece(piece)}::bigint, ${pieces}::int,
      lot_offered_until(lot)
    FROM lot WHERE company_id = ${companyId} AND lot_id = ${lotId}
    ON CONFLICT (company_id, sku_id, lot_id) DO UPDATE SET on_hand = stock.on_hand + excluded.on_hand`;
}
