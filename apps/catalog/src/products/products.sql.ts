import type { Tx } from '#database/tx.js';
import type { CategoryId, CompanyId, ProductId, SkuId } from '#kernel/id.js';
import { pinyinKey } from '#kernel/pinyin.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';
import type { Image } from '../images/image.js';
import type { PreSaleMark } from '../presales/presale.js';

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
  grossG: number;
  maxOverBp: number | null;
  available: number;
  specValues: Record<string, string>;
  preSale: PreSaleMark | null;
}

export interface ShownProduct extends Product {
  skus: SkuOfProduct[];
  images: Omit<Image, 'uploadKey'>[];
  claims: { kind: string; number: string; expiresOn: string }[];
}

/** A product and its SKUs, by its id alone. */
export async function readProduct(tx: Tx, productId: ProductId): Promise<ShownProduct | undefined> {
  const [product] = await readProducts(tx, [productId]);
  return product;
}

/** One for each id, undefined where there is none. */
export async function readProducts(tx: Tx, productIds: ProductId[]): Promise<(ShownProduct | undefined)[]> {
  const rows = await tx.sql<ShownProduct & { skus: (SkuOfProduct & { priceFen: number })[] }>`
    SELECT p.company_id AS "companyId", p.product_id AS "productId", p.title, p.description,
      p.category_id AS "categoryId", coalesce((
        SELECT json_agg(json_build_object('skuId', sku_id, 'title', sku.title, 'priceFen', price_fen,
          'weightG', net_g, 'grossG', gross_g, 'maxOverBp', max_over_bp, 'specValues', spec_values, 'preSale', pre_sale, 'available', (
            SELECT pieces_of(sum(on_hand - held - set_aside)) FROM stock
            WHERE (stock.company_id, stock.sku_id) = (sku.company_id, sku.sku_id)
              AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
              AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
          )) ORDER BY sku.created_at, sku_id)
        FROM sku WHERE (sku.company_id, sku.product_id) = (p.company_id, p.product_id)), '[]') AS skus, coalesce((
        SELECT json_agg(json_build_object('imageId', image_id, 'thumbKey', thumb_key, 'cardKey', card_key,
          'fullKey', full_key, 'width', width, 'height', height) ORDER BY position, image_id)
        FROM product_image i WHERE (i.company_id, i.product_id) = (p.company_id, p.product_id)), '[]') AS images, coalesce((
        SELECT json_agg(json_build_object('kind', kind, 'number', number, 'expiresOn', expires_on) ORDER BY kind)
        FROM claims_of(p.company_id, p.product_id, ${REMAINING_LIFE_DAYS}::int)), '[]') AS claims
    FROM id_route route JOIN product p ON (p.company_id, p.product_id) = (route.company_id, route.id)
    WHERE route.id = ANY(${productIds}::uuid[])`;
  const products = new Map(
    rows.map(({ skus, ...product }) => [
      product.productId,
      { ...product, skus: skus.map((sku) => ({ ...sku, priceFen: BigInt(sku.priceFen) })) },
    ]),
  );
  return productIds.map((productId) => products.get(productId));
}

/** False where the category does not exist. */
export async function writeProduct(tx: Tx, { companyId, productId, ...product }: Product): Promise<boolean> {
  const written = await tx.sql`
    INSERT INTO product (company_id, product_id, title, title_key, description, category_id)
    SELECT ${companyId}::uuid, ${productId}::uuid, ${product.title}::text, ${pinyinKey(product.title)}::text,
      ${product.description}::text, category_id
    FROM category WHERE category_id = ${product.categoryId}
    ON CONFLICT (company_id, product_id) DO UPDATE SET title = excluded.title,
      title_key = excluded.title_key, description = excluded.description, category_id = excluded.category_id
    RETURNING product_id`;
  return written.length === 1;
}
