import type { Tx } from '#database/tx.js';
import type { CategoryId, CompanyId, LotId, ProductId, SkuId } from '#kernel/id.js';

export interface ProductLine {
  productId: ProductId;
  title: string;
  description: string;
  categoryId: CategoryId;
  skuId: SkuId;
  skuTitle: string;
  priceFen: bigint;
  netG: number;
  grossG: number;
  purchaseKind: string;
  returnClass: string;
  maxOverBp: number | null;
}

export interface StockLine {
  skuId: SkuId;
  lotId: LotId;
  skuTitle: string;
  expiresOn: string;
  onHand: number;
}

// Read piece by piece, each after the last row of the one before.

export const productLines = (tx: Tx, companyId: CompanyId, after: ProductLine | undefined, limit: number) =>
  tx.sql<ProductLine>`
    SELECT product_id AS "productId", p.title, p.description, p.category_id AS "categoryId", sku_id AS "skuId",
      sku.title AS "skuTitle", price_fen AS "priceFen", net_g AS "netG", gross_g AS "grossG",
      purchase_kind AS "purchaseKind", return_class AS "returnClass",
      max_over_bp AS "maxOverBp"
    FROM sku JOIN product p USING (company_id, product_id)
    WHERE company_id = ${companyId} AND (${after?.skuId ?? null}::uuid IS NULL
      OR (product_id, sku_id) > (${after?.productId ?? null}::uuid, ${after?.skuId ?? null}::uuid))
    ORDER BY product_id, sku_id LIMIT ${limit}`;

export const stockLines = (tx: Tx, companyId: CompanyId, after: StockLine | undefined, limit: number) =>
  tx.sql<StockLine>`
    SELECT sku_id AS "skuId", lot_id AS "lotId", sku.title AS "skuTitle", expires_on AS "expiresOn", on_hand AS "onHand"
    FROM stock JOIN sku USING (company_id, sku_id)
    WHERE company_id = ${companyId} AND on_hand > 0 AND (${after?.skuId ?? null}::uuid IS NULL
      OR (sku_id, lot_id) > (${after?.skuId ?? null}::uuid, ${after?.lotId ?? null}::uuid))
    ORDER BY sku_id, lot_id LIMIT ${limit}`;
