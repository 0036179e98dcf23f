import type { Tx } from '#database/tx.js';
import type { CompanyId, ProductId, SkuId } from '#kernel/id.js';
import type { Sku } from './sku.js';

/** A SKU, locked, so that nothing can be packed while it changes. */
export async function lockSku(
  tx: Tx,
  companyId: CompanyId,
  skuId: SkuId,
): Promise<(Sku & { packed: boolean }) | undefined> {
  await tx.sql`SELECT FROM sku WHERE company_id = ${companyId} AND sku_id = ${skuId} FOR UPDATE`;
  const [sku] = await tx.sql<Sku & { packed: boolean }>`
    SELECT company_id AS "companyId", sku_id AS "skuId", product_id AS "productId", title, price_fen AS "priceFen",
      net_g AS "netG", gross_g AS "grossG", purchase_kind AS "purchaseKind", return_class AS "returnClass",
      spec_values AS "specValues", max_over_bp AS "maxOverBp",
      EXISTS (SELECT FROM stock WHERE company_id = ${companyId} AND sku_id = ${skuId}) AS packed
    FROM sku WHERE company_id = ${companyId} AND sku_id = ${skuId}`;
  return sku;
}

/** The first SKU lists its product. False where the company has no such product. */
export async function listProduct(tx: Tx, companyId: CompanyId, productId: ProductId): Promise<boolean> {
  const listed = await tx.sql`
    UPDATE product SET listed_at = coalesce(listed_at, now())
    WHERE company_id = ${companyId} AND product_id = ${productId} RETURNING product_id`;
  return listed.length === 1;
}

export async function writeSku(tx: Tx, sku: Sku): Promise<void> {
  await tx.sql`
    INSERT INTO sku (company_id, sku_id, product_id, title, price_fen, net_g, gross_g, purchase_kind, return_class,
      spec_values, max_over_bp)
    VALUES (${sku.companyId}, ${sku.skuId}, ${sku.productId}, ${sku.title}, ${sku.priceFen}, ${sku.netG}, ${sku.grossG},
      ${sku.purchaseKind}, ${sku.returnClass}, ${JSON.stringify(sku.specValues)}, ${sku.maxOverBp})
    ON CONFLICT (company_id, sku_id) DO UPDATE SET product_id = excluded.product_id, title = excluded.title,
      price_fen = excluded.price_fen, net_g = excluded.net_g, gross_g = excluded.gross_g,
      purchase_kind = excluded.purchase_kind, return_class = excluded.return_class,
      spec_values = excluded.spec_values, max_over_bp = excluded.max_over_bp`;
}
