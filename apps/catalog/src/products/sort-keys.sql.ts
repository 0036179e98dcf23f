import type { Tx } from '#database/tx.js';
import type { CompanyId, ProductId } from '#kernel/id.js';

interface Unkeyed {
  companyId: CompanyId;
  productId: ProductId;
  title: string;
}

/** Listed products that lists cannot put in order; one whose SKUs all went to another product stays so. */
export const findWithoutKeys = (tx: Tx, limit: number) => tx.sql<Unkeyed>`
  SELECT company_id AS "companyId", product_id AS "productId", title FROM product
  WHERE listed_at IS NOT NULL AND (price_from_fen IS NULL OR title_key IS NULL)
    AND EXISTS (SELECT FROM sku WHERE (sku.company_id, sku.product_id) = (product.company_id, product.product_id))
  ORDER BY company_id, product_id LIMIT ${limit}`;

/** A title that has changed meanwhile has a key already. */
export async function writeKeys(tx: Tx, products: (Unkeyed & { titleKey: string })[]): Promise<void> {
  await tx.sql`
    UPDATE product p SET
      title_key = CASE WHEN p.title = k.title THEN k.title_key ELSE p.title_key END,
      price_from_fen = (
        SELECT min(price_fen) FROM sku WHERE (sku.company_id, sku.product_id) = (p.company_id, p.product_id))
    FROM unnest(
      ${products.map((product) => product.companyId)}::uuid[], ${products.map((product) => product.productId)}::uuid[],
      ${products.map((product) => product.title)}::text[], ${products.map((product) => product.titleKey)}::text[]
    ) AS k (company_id, product_id, title, title_key)
    WHERE (p.company_id, p.product_id) = (k.company_id, k.product_id)`;
}

/** After a change of SKUs: the lowest price of each of these products, in one order for all who lock products. */
export async function refreshPrices(tx: Tx, companyId: CompanyId, productIds: ProductId[]): Promise<void> {
  await tx.sql`
    SELECT FROM product WHERE company_id = ${companyId} AND product_id = ANY(${productIds}::uuid[])
    ORDER BY product_id FOR NO KEY UPDATE`;
  // A statement of its own: one that had waited for the locks would not see what it waited for.
  await tx.sql`
    UPDATE product SET price_from_fen = (
      SELECT min(price_fen) FROM sku WHERE (sku.company_id, sku.product_id) = (product.company_id, product.product_id))
    WHERE company_id = ${companyId} AND product_id = ANY(${productIds}::uuid[])`;
}
