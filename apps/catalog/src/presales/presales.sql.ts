import type { Tx } from '#database/tx.js';
import type { AdjustmentId, CompanyId, LotId, OfferId, PackingId, PersonId, SkuId } from '#kernel/id.js';
import { costPerPiece, type Piece } from '../stock/packing.js';
import type { PreSale, PreSaleMark, Terms } from './presale.js';

export interface LotKey {
  companyId: CompanyId;
  lotId: LotId;
}

// More harvests than a company waits for, several years over.
const LIST_MAX = 200;

export async function readToday(tx: Tx): Promise<string> {
  const [row] = await tx.sql<{ today: string }>`SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today`;
  return row?.today ?? '';
}

/** Does nothing where it was opened before. */
export async function writePreSale(tx: Tx, companyId: CompanyId, terms: Terms, by: PersonId | null): Promise<void> {
  await tx.sql`
    INSERT INTO presale (company_id, lot_id, expected_on, expected_g, share_bp, capacity_g, ship_by, keeps_days, opened_by)
    VALUES (${companyId}, ${terms.lotId}, ${terms.expectedOn}, ${terms.expectedG}, ${terms.shareBp}, ${terms.capacityG},
      ${terms.shipBy}, ${terms.keepsDays}, ${by})
    ON CONFLICT (company_id, lot_id) DO NOTHING`;
}

/** Its lot is locked: whoever packs, recalls or harvests it waits. */
export async function lockPreSale(tx: Tx, key: LotKey): Promise<PreSale | undefined> {
  await tx.sql`SELECT FROM lot WHERE company_id = ${key.companyId} AND lot_id = ${key.lotId} FOR UPDATE`;
  const [preSale] = await readPreSales(tx, key);
  return preSale;
}

/** Its pieces too, in the one order of all who lock stock. */
export async function lockPieces(tx: Tx, { companyId, lotId }: LotKey): Promise<void> {
  await tx.sql`
    SELECT FROM stock WHERE company_id = ${companyId} AND lot_id = ${lotId}
    ORDER BY company_id, sku_id, lot_id FOR UPDATE`;
}

/** One, or those of a company, the last to be shipped first. What is promised counts until it is packed. */
export const readPreSales = (tx: Tx, { companyId, lotId }: { companyId: CompanyId; lotId?: LotId }) => tx.sql<PreSale>`
  SELECT p.company_id AS "companyId", p.lot_id AS "lotId", lot.product_id AS "productId", p.expected_on AS "expectedOn",
    p.expected_g AS "expectedG", p.share_bp AS "shareBp", p.capacity_g AS "capacityG", p.offered_g AS "offeredG",
    p.ship_by AS "shipBy", p.keeps_days AS "keepsDays",
    CASE WHEN p.harvested_at IS NOT NULL THEN lot.harvested_on END AS "harvestedOn",
    CASE WHEN p.harvested_at IS NOT NULL THEN lot.mass_g ELSE 0 END AS "massG",
    p.settled_at IS NOT NULL AS settled, lot.recalled_at IS NOT NULL AS recalled, coalesce((
      SELECT json_agg(json_build_object('skuId', s.sku_id, 'title', sku.title, 'netG', sku.net_g,
        'free', s.on_hand - s.held - s.set_aside, 'promised', (
          SELECT coalesce(sum(pieces), 0) FROM movement m
          WHERE (m.company_id, m.sku_id, m.lot_id) = (s.company_id, s.sku_id, s.lot_id)
            AND (kind IN ('promised', 'withdrawn') OR (kind IN ('written_off', 'corrected') AND p.settled_at IS NULL))))
        ORDER BY s.sku_id)
      FROM stock s JOIN sku USING (company_id, sku_id)
      WHERE (s.company_id, s.lot_id) = (p.company_id, p.lot_id)
        AND EXISTS (SELECT FROM movement m WHERE (m.company_id, m.sku_id, m.lot_id) = (s.company_id, s.sku_id, s.lot_id)
          AND kind = 'promised')), '[]') AS skus
  FROM presale p JOIN lot USING (company_id, lot_id)
  WHERE p.company_id = ${companyId} AND (${lotId ?? null}::uuid IS NULL OR p.lot_id = ${lotId ?? null})
  ORDER BY p.ship_by DESC, p.lot_id LIMIT ${LIST_MAX}`;

export interface Offering extends LotKey {
  offeringId: OfferId;
  skuId: SkuId;
  pieces: number;
}

export interface SkuToOffer {
  /** Of which harvest it is sold by now. */
  mark: PreSaleMark | null;
  /** There are pieces of other lots. */
  ready: boolean;
}

/** The SKU, locked: nobody else packs it, or offers it of another harvest, meanwhile. */
export async function lockSkuToOffer(tx: Tx, { companyId, lotId, skuId }: Offering): Promise<SkuToOffer | undefined> {
  await tx.sql`SELECT FROM sku WHERE company_id = ${companyId} AND sku_id = ${skuId} FOR UPDATE`;
  const [sku] = await tx.sql<SkuToOffer>`
    SELECT pre_sale AS mark, EXISTS (
        SELECT FROM stock s JOIN lot other USING (company_id, lot_id)
        WHERE s.company_id = ${companyId} AND s.sku_id = ${skuId} AND s.lot_id <> ${lotId} AND s.on_hand > 0
          AND s.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date AND other.recalled_at IS NULL) AS ready
    FROM sku WHERE company_id = ${companyId} AND sku_id = ${skuId}`;
  return sku;
}

/** What an offering put on sale before, if it did. */
export async function findOffering(tx: Tx, { companyId, offeringId }: Offering) {
  const [earlier] = await tx.sql<{ lotId: LotId; skuId: SkuId; pieces: number }>`
    SELECT lot_id AS "lotId", sku_id AS "skuId", pieces FROM movement
    WHERE company_id = ${companyId} AND source_id = ${offeringId}`;
  return earlier;
}

/** The pieces, their movement and the SKU's mark. */
export async function offer(
  tx: Tx,
  { companyId, lotId, skuId, offeringId, pieces }: Offering,
  piece: Piece,
  { expectedOn, shipBy }: PreSaleMark,
  by: PersonId | null,
): Promise<void> {
  await tx.sql`
    WITH movement AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces, moved_by)
      VALUES (${companyId}, ${offeringId}, ${skuId}, ${lotId}, 'promised', ${pieces}, ${by})
    ), marked AS (
      UPDATE sku SET pre_sale = ${JSON.stringify({ lotId, expectedOn, shipBy })}::jsonb
      WHERE company_id = ${companyId} AND sku_id = ${skuId}
    ), taken AS (
      UPDATE presale SET offered_g = offered_g + ${BigInt(pieces) * BigInt(piece.netG)}::bigint
      WHERE company_id = ${companyId} AND lot_id = ${lotId}
    )
    INSERT INTO stock (company_id, sku_id, lot_id, supplier_id, expires_on, cost_per_piece_fen, on_hand, offered_until)
    SELECT company_id, ${skuId}::uuid, lot_id, supplier_id, expires_on, ${costPerPiece(piece)}::bigint, ${pieces}::int,
      lot_offered_until(lot)
    FROM lot WHERE company_id = ${companyId} AND lot_id = ${lotId}
    ON CONFLICT (company_id, sku_id, lot_id) DO UPDATE SET on_hand = stock.on_hand + excluded.on_hand`;
}

export interface Harvest extends LotKey {
  harvestedOn: string;
  massG: bigint;
}

/** What there is takes the place of what was expected; its SKUs are ready goods again. */
export async function writeHarvest(
  tx: Tx,
  { companyId, lotId, harvestedOn, massG }: Harvest,
  expiresOn: string,
  by: PersonId | null,
): Promise<void> {
  await tx.sql`
    WITH noted AS (
      UPDATE presale SET harvested_at = now(), harvested_by = ${by} WHERE company_id = ${companyId} AND lot_id = ${lotId}
    ), grown AS (
      UPDATE lot SET harvested_on = ${harvestedOn}, mass_g = ${massG}, expires_on = ${expiresOn}
      WHERE company_id = ${companyId} AND lot_id = ${lotId}
    ), ready AS (
      UPDATE sku SET pre_sale = NULL
      WHERE company_id = ${companyId} AND pre_sale ->> 'lotId' = ${lotId}::text
    )
    UPDATE stock SET expires_on = ${expiresOn}, offered_until = '-infinity'
    WHERE company_id = ${companyId} AND lot_id = ${lotId}`;
}

/** Open flash offers that sell pieces of the lot. */
export const flashOffersOf = (tx: Tx, { companyId, lotId }: LotKey) => tx.sql<{ offerId: OfferId }>`
  SELECT offer_id AS "offerId" FROM flash_offer JOIN flash_share USING (company_id, offer_id)
  WHERE company_id = ${companyId} AND lot_id = ${lotId} AND closed_at IS NULL ORDER BY offer_id`;

/** Pieces that did not grow leave the shelf. */
export async function withdraw(
  tx: Tx,
  { companyId, lotId }: LotKey,
  movementId: AdjustmentId,
  pieces: { skuId: SkuId; pieces: bigint }[],
): Promise<void> {
  await tx.sql`
    WITH gone AS (
      SELECT * FROM unnest(${pieces.map((one) => one.skuId)}::uuid[], ${pieces.map((one) => Number(one.pieces))}::int[])
        AS g (sku_id, pieces)
    ), movement AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces, reason)
      SELECT ${companyId}::uuid, ${movementId}::uuid, sku_id, ${lotId}::uuid, 'withdrawn', -pieces, '未采收' FROM gone
    )
    UPDATE stock s SET on_hand = s.on_hand - gone.pieces FROM gone
    WHERE s.company_id = ${companyId} AND s.lot_id = ${lotId} AND s.sku_id = gone.sku_id`;
}

export interface PackedOfHarvest {
  packingId: PackingId;
  movementId: AdjustmentId;
  skuId: SkuId;
  pieces: number;
  grams: bigint;
  costFen: bigint;
}

/** Everything promised is there: from here on its pieces are packed ones, and the lot is one like any other. */
export async function settleHarvest(tx: Tx, { companyId, lotId }: LotKey, packed: PackedOfHarvest[]): Promise<void> {
  await tx.sql`
    WITH packed AS MATERIALIZED (
      SELECT * FROM unnest(
        ${packed.map((one) => one.packingId)}::uuid[], ${packed.map((one) => one.movementId)}::uuid[],
        ${packed.map((one) => one.skuId)}::uuid[], ${packed.map((one) => one.pieces)}::int[],
        ${packed.map((one) => one.grams)}::bigint[], ${packed.map((one) => one.costFen)}::bigint[]
      ) AS p (packing_id, movement_id, sku_id, pieces, grams, cost_fen)
    ), packing AS (
      INSERT INTO packing (company_id, packing_id, lot_id, sku_id, pieces, grams, cost_fen)
      SELECT ${companyId}::uuid, packing_id, ${lotId}::uuid, sku_id, pieces, grams, cost_fen FROM packed
    ), movement AS (
      INSERT INTO movement (company_id, source_id, sku_id, lot_id, kind, pieces)
      SELECT ${companyId}::uuid, source_id, sku_id, ${lotId}::uuid, kind, moved
      FROM packed, LATERAL (VALUES (movement_id, 'harvested', -pieces), (packing_id, 'packed', pieces))
        AS m (source_id, kind, moved)
    ), weighed AS (
      UPDATE lot SET packed_g = packed_g + (SELECT coalesce(sum(grams), 0) FROM packed)::bigint
      WHERE company_id = ${companyId} AND lot_id = ${lotId}
    )
    UPDATE presale SET settled_at = now() WHERE company_id = ${companyId} AND lot_id = ${lotId}`;
}

/** Harvested, and not all that was promised was there when somebody last looked. */
export const findUnsettled = (tx: Tx, limit: number) => tx.sql<LotKey>`
  SELECT company_id AS "companyId", lot_id AS "lotId" FROM presale
  WHERE harvested_at IS NOT NULL AND settled_at IS NULL ORDER BY harvested_at LIMIT ${limit}`;
