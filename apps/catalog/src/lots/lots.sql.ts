import type { Tx } from '#database/tx.js';
import type { CompanyId, LotId } from '#kernel/id.js';
import type { Lot } from './lot.js';

/** False where the product or the supplier is not the company's, or the lot was made before. */
export async function writeLot(tx: Tx, lot: Lot): Promise<boolean> {
  const written = await tx.sql`
    INSERT INTO lot (company_id, lot_id, product_id, supplier_id, harvested_on, expires_on, origin_code, grade, mass_g,
      price_per_kg_fen, reference_per_kg_fen)
    SELECT company_id, ${lot.lotId}::uuid, product_id, supplier_id, ${lot.harvestedOn}::date, ${lot.expiresOn}::date,
      ${lot.originCode}::text, ${lot.grade}::text, ${lot.massG}::bigint, ${lot.pricePerKgFen}::bigint,
      ${lot.referencePerKgFen}::bigint
    FROM product JOIN supplier USING (company_id)
    WHERE company_id = ${lot.companyId} AND product_id = ${lot.productId} AND supplier_id = ${lot.supplierId}
    ON CONFLICT (company_id, lot_id) DO NOTHING RETURNING lot_id`;
  return written.length === 1;
}

export async function readLot(tx: Tx, companyId: CompanyId, lotId: LotId): Promise<Lot | undefined> {
  const [lot] = await tx.sql<Lot>`
    SELECT company_id AS "companyId", lot_id AS "lotId", product_id AS "productId", supplier_id AS "supplierId",
      harvested_on AS "harvestedOn", expires_on AS "expiresOn", origin_code AS "originCode", grade, mass_g AS "massG",
      price_per_kg_fen AS "pricePerKgFen", reference_per_kg_fen AS "referencePerKgFen"
    FROM lot WHERE company_id = ${companyId} AND lot_id = ${lotId}`;
  return lot;
}
