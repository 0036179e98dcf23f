import type { Tx } from '#database/tx.js';
import type { CompanyId, LotId, ProductId } from '#kernel/id.js';

/** Which lots: one, those of a product, or (with the work login) all there are. */
export interface Which {
  companyId: CompanyId | null;
  productId?: ProductId;
  lotId?: LotId;
}

/**
 * Brings the stock of lots in line with their documents. The lots are locked: a packing that makes new pieces of one,
 * or a document that comes in, waits its turn. Then the stock that changes, in the one order of all who lock stock.
 */
export async function refreshOffered(tx: Tx, { companyId, productId, lotId }: Which): Promise<void> {
  await tx.sql`
    SELECT FROM lot WHERE (${companyId}::uuid IS NULL OR company_id = ${companyId})
      AND (${productId ?? null}::uuid IS NULL OR product_id = ${productId ?? null})
      AND (${lotId ?? null}::uuid IS NULL OR lot_id = ${lotId ?? null})
    ORDER BY company_id, lot_id FOR UPDATE`;
  await tx.sql`
    WITH told AS MATERIALIZED (
      SELECT company_id, lot_id, lot_offered_until(lot) AS until FROM lot
      WHERE (${companyId}::uuid IS NULL OR company_id = ${companyId})
        AND (${productId ?? null}::uuid IS NULL OR product_id = ${productId ?? null})
        AND (${lotId ?? null}::uuid IS NULL OR lot_id = ${lotId ?? null})
    ), locked AS MATERIALIZED (
      SELECT s.company_id, s.sku_id, s.lot_id, told.until FROM stock s JOIN told USING (company_id, lot_id)
      WHERE s.offered_until <> told.until ORDER BY s.company_id, s.sku_id, s.lot_id FOR UPDATE OF s
    )
    UPDATE stock s SET offered_until = locked.until FROM locked
    WHERE (s.company_id, s.sku_id, s.lot_id) = (locked.company_id, locked.sku_id, locked.lot_id)`;
}
