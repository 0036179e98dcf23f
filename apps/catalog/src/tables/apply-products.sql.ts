import type { Tx } from '#database/tx.js';
import { productColumns } from './product-rows.js';
import type { FaultyRow, ImportKey } from './imports.sql.js';

// The rows as they stand in the staging table, typed. One statement for each thing that is written, however many rows:
// the switch takes a fraction of a second for ten thousand.

/** What cannot be, and why; the SKUs are locked from here on, so that it stays so. */
export async function findProductFaults(tx: Tx, { companyId, importId }: ImportKey): Promise<FaultyRow[]> {
  await tx.sql`
    SELECT FROM sku WHERE company_id = ${companyId} AND sku_id IN (
      SELECT (content ->> 'skuId')::uuid FROM import_row
      WHERE company_id = ${companyId} AND import_id = ${importId} AND content IS NOT NULL)
    ORDER BY sku_id FOR UPDATE`;
  const found = await tx.sql<{ row: number; foreignProduct: boolean; foreignSku: boolean; inUse: boolean }>`
    WITH wanted AS MATERIALIZED (
      SELECT row_no, (content ->> 'productId')::uuid AS product_id, (content ->> 'skuId')::uuid AS sku_id,
        (content ->> 'netG')::int AS net_g, (content ->> 'grossG')::int AS gross_g,
        content ->> 'purchaseKind' AS purchase_kind
      FROM import_row WHERE company_id = ${companyId} AND import_id = ${importId} AND faults = '[]'
    ), judged AS (
      SELECT w.row_no AS row,
        coalesce((p.company_id, p.kind) <> (${companyId}::uuid, 'product'), false) AS "foreignProduct",
        coalesce((s.company_id, s.kind) <> (${companyId}::uuid, 'sku'), false) AS "foreignSku",
        sku.sku_id IS NOT NULL
          AND (sku.product_id, sku.net_g, sku.gross_g, sku.purchase_kind)
            <> (w.product_id, w.net_g, w.gross_g, w.purchase_kind)
          AND EXISTS (SELECT FROM stock WHERE company_id = ${companyId} AND stock.sku_id = w.sku_id) AS "inUse"
      FROM wanted w LEFT JOIN id_route p ON p.id = w.product_id LEFT JOIN id_route s ON s.id = w.sku_id
      LEFT JOIN sku ON sku.company_id = ${companyId} AND sku.sku_id = w.sku_id
    )
    SELECT * FROM judged WHERE "foreignProduct" OR "foreignSku" OR "inUse" ORDER BY row`;
  return found.map(({ row, foreignProduct, foreignSku, inUse }) => ({
    row,
    faults: [
      ...(foreignProduct ? [{ column: productColumns.productId[0], reason: 'no product of yours' }] : []),
      ...(foreignSku ? [{ column: productColumns.skuId[0], reason: 'no SKU of yours' }] : []),
      ...(inUse
        ? [{ column: '', reason: 'pieces are packed: product, weights and purchase kind stay as they are' }]
        : []),
    ],
  }));
}

/** Whether a product that is there gets another category: its lots may need other documents then. */
export async function changesCategories(tx: Tx, { companyId, importId }: ImportKey): Promise<boolean> {
  const changed = await tx.sql`
    SELECT FROM import_row r JOIN product p
      ON p.company_id = r.company_id AND p.product_id = (r.content ->> 'productId')::uuid
    WHERE r.company_id = ${companyId} AND r.import_id = ${importId}
      AND p.category_id <> (r.content ->> 'categoryId')::uuid LIMIT 1`;
  return changed.length > 0;
}

/** False where an id became somebody else's a moment ago. */
export async function claimIds(tx: Tx, { companyId, importId }: ImportKey): Promise<boolean> {
  await tx.sql`
    INSERT INTO id_route (id, kind, company_id)
    SELECT DISTINCT named.id, named.kind, ${companyId}::uuid FROM import_row r, LATERAL (VALUES
      ((r.content ->> 'productId')::uuid, 'product'), ((r.content ->> 'skuId')::uuid, 'sku')) AS named (id, kind)
    WHERE r.company_id = ${companyId} AND r.import_id = ${importId} ORDER BY named.id ON CONFLICT DO NOTHING`;
  const foreign = await tx.sql`
    SELECT FROM import_row r, LATERAL (VALUES
      ((r.content ->> 'productId')::uuid, 'product'), ((r.content ->> 'skuId')::uuid, 'sku')) AS named (id, kind)
    JOIN id_route USING (id)
    WHERE r.company_id = ${companyId} AND r.import_id = ${importId}
      AND (id_route.kind, id_route.company_id) <> (named.kind, ${companyId}::uuid) LIMIT 1`;
  return foreign.length === 0;
}

export async function writeProducts(tx: Tx, { companyId, importId }: ImportKey): Promise<void> {
  await tx.sql`
    INSERT INTO product (company_id, product_id, title, title_key, description, category_id, price_from_fen, listed_at)
    SELECT DISTINCT ON (product_id) ${companyId}::uuid, product_id, title, title_key, description, category_id,
      min(price_fen) OVER (PARTITION BY product_id), now()
    FROM (
      SELECT row_no, (content ->> 'productId')::uuid AS product_id, content ->> 'title' AS title,
        content ->> 'titleKey' AS title_key, content ->> 'description' AS description,
        (content ->> 'categoryId')::uuid AS category_id, (content ->> 'priceFen')::bigint AS price_fen
      FROM import_row WHERE company_id = ${companyId} AND import_id = ${importId}
    ) AS wanted ORDER BY product_id, row_no
    ON CONFLICT (company_id, product_id) DO UPDATE SET title = excluded.title, title_key = excluded.title_key,
      description = excluded.description, category_id = excluded.category_id,
      listed_at = coalesce(product.listed_at, excluded.listed_at)`;
}

export async function writeSkus(tx: Tx, { companyId, importId }: ImportKey): Promise<void> {
  await tx.sql`
    INSERT INTO sku (company_id, sku_id, product_id, title, price_fen, net_g, gross_g, purchase_kind, return_class,
      spec_values, max_over_bp)
    SELECT ${companyId}::uuid, (content ->> 'skuId')::uuid, (content ->> 'productId')::uuid, content ->> 'skuTitle',
      (content ->> 'priceFen')::bigint, (content ->> 'netG')::int, (content ->> 'grossG')::int,
      content ->> 'purchaseKind', content ->> 'returnClass', '{}', CASE
        WHEN content ? 'maxOverBp' THEN (content ->> 'maxOverBp')::int
        ELSE (SELECT max_over_bp FROM sku WHERE company_id = ${companyId} AND sku_id = (content ->> 'skuId')::uuid)
      END
    FROM import_row WHERE company_id = ${companyId} AND import_id = ${importId} ORDER BY 2
    ON CONFLICT (company_id, sku_id) DO UPDATE SET product_id = excluded.product_id, title = excluded.title,
      price_fen = excluded.price_fen, net_g = excluded.net_g, gross_g = excluded.gross_g,
      purchase_kind = excluded.purchase_kind, return_class = excluded.return_class,
      max_over_bp = excluded.max_over_bp`;
}

/** Where a product has SKUs beside those of the table, or a SKU has gone to another product. */
export async function refreshAllPrices(tx: Tx, { companyId }: ImportKey): Promise<void> {
  await tx.sql`
    UPDATE product p SET price_from_fen = lowest.price_fen FROM (
      SELECT product_id, min(price_fen) AS price_fen FROM sku WHERE company_id = ${companyId} GROUP BY product_id
    ) AS lowest
    WHERE p.company_id = ${companyId} AND p.product_id = lowest.product_id
      AND p.price_from_fen IS DISTINCT FROM lowest.price_fen`;
}
