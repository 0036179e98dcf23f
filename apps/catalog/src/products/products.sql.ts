import type { Tx } from '#database/tx.js';
import type { CategoryId, CompanyId, ProductId, SkuId } from '#kernel/id.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';

export interface Product {
  companyId: CompanyId;
  productId: ProductId;
  title: string;
  description: string;
  categoryId: CategoryId;
}

export interface SkuOfProduct {
  skuId: SkuId;
  title: string;
  priceFen: bigint;
  weightG: number;
  available: number;
  specValues: Record<string, string>;
}

export interface ProductRow {
  productId: ProductId;
  companyId: CompanyId;
  title: string;
  categoryId: CategoryId;
  priceFromFen: bigint;
  available: number;
  listedAt: string;
}

export interface ListFilter {
  words: string;
  categoryId: CategoryId | null;
  companyId: CompanyId | null;
  /** The last row of the page before: when it was listed, and its id. */
  after: string[] | undefined;
  limit: number;
}

/** One page of what buyers can see, newest first; a category includes those below it. */
export const listProducts = (tx: Tx, { words, categoryId, companyId, after, limit }: ListFilter) => tx.sql<ProductRow>`
  SELECT p.product_id AS "productId", p.company_id AS "companyId", p.title, p.category_id AS "categoryId",
    skus.price_from_fen AS "priceFromFen", skus.available, (extract(epoch FROM p.listed_at) * 1000000)::bigint::text AS "listedAt"
  FROM (
    SELECT * FROM product
    WHERE listed_at IS NOT NULL
      AND (${companyId}::uuid IS NULL OR company_id = ${companyId})
      AND (${categoryId}::uuid IS NULL OR category_id IN (
        SELECT category_id FROM category WHERE category_id = ${categoryId} OR parent_id = ${categoryId}))
      AND (${words} = '' OR (title_grams @> grams(${words}) AND strpos(lower(title), lower(${words})) > 0))
      AND (${after?.[1] ?? null}::uuid IS NULL OR (listed_at, product_id) < (
        'epoch'::timestamptz + ${after?.[0] ?? null}::bigint * interval '1 microsecond', ${after?.[1] ?? null}::uuid))
    ORDER BY listed_at DESC, product_id DESC LIMIT ${limit}
  ) AS p
  CROSS JOIN LATERAL (
    SELECT min(sku.price_fen) AS price_from_fen, pieces_of(sum(lots.available)) AS available
    FROM sku CROSS JOIN LATERAL (
      SELECT sum(on_hand - held - set_aside) AS available FROM stock
      WHERE (stock.company_id, stock.sku_id) = (sku.company_id, sku.sku_id)
        AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
    ) AS lots
    WHERE (sku.company_id, sku.product_id) = (p.company_id, p.product_id)
  ) AS skus
  ORDER BY p.listed_at DESC, p.product_id DESC`;

/** A product and its SKUs, by its id alone. */
export async function readProduct(
  tx: Tx,
  productId: ProductId,
): Promise<(Product & { skus: SkuOfProduct[] }) | undefined> {
  const [product] = await tx.sql<Product & { skus: (SkuOfProduct & { priceFen: number })[] }>`
    SELECT p.company_id AS "companyId", p.product_id AS "productId", p.title, p.description,
      p.category_id AS "categoryId", coalesce((
        SELECT json_agg(json_build_object('skuId', sku_id, 'title', sku.title, 'priceFen', price_fen,
          'weightG', net_g, 'specValues', spec_values, 'available', (
            SELECT pieces_of(sum(on_hand - held - set_aside)) FROM stock
            WHERE (stock.company_id, stock.sku_id) = (sku.company_id, sku.sku_id)
              AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
          )) ORDER BY sku.created_at, sku_id)
        FROM sku WHERE (sku.company_id, sku.product_id) = (p.company_id, p.product_id)), '[]') AS skus
    FROM id_route route JOIN product p ON (p.company_id, p.product_id) = (route.company_id, route.id)
    WHERE route.id = ${productId}`;
  return product && { ...product, skus: product.skus.map((sku) => ({ ...sku, priceFen: BigInt(sku.priceFen) })) };
}

/** False where the category does not exist. */
export async function writeProduct(tx: Tx, { companyId, productId, ...product }: Product): Promise<boolean> {
  const written = await tx.sql`
    INSERT INTO product (company_id, product_id, title, description, category_id)
    SELECT ${companyId}::uuid, ${productId}::uuid, ${product.title}::text, ${product.description}::text, category_id
    FROM category WHERE category_id = ${product.categoryId}
    ON CONFLICT (company_id, product_id) DO UPDATE SET title = excluded.title, description = excluded.description,
      category_id = excluded.category_id
    RETURNING product_id`;
  return written.length === 1;
}
