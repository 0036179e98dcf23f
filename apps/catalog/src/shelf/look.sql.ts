import type { BlobKey } from '#blobs/blob-key.js';
import type { Tx } from '#database/tx.js';
import type { CompanyId, ProductId, SkuId } from '#kernel/id.js';
import { REMAINING_LIFE_DAYS } from '../holds/allocation.js';
import type { PreSaleMark } from '../presales/presale.js';

export interface SkuOnShelf {
  skuId: SkuId;
  companyId: CompanyId;
  productId: ProductId;
  productTitle: string;
  title: string;
  priceFen: bigint;
  available: number;
  thumbKey: BlobKey | null;
  returnClass: 'FRESH' | 'PROCESSED' | 'CUSTOM';
  preSale: PreSaleMark | null;
}

/** What buyers can see of these SKUs, whosever they are; what is gone or not listed is left out. */
export const lookAtShelf = (tx: Tx, skuIds: SkuId[]) => tx.sql<SkuOnShelf>`
  SELECT sku.sku_id AS "skuId", sku.company_id AS "companyId", p.product_id AS "productId", p.title AS "productTitle",
    sku.title, sku.price_fen AS "priceFen", (
      SELECT pieces_of(sum(on_hand - held - set_aside)) FROM stock
      WHERE (stock.company_id, stock.sku_id) = (sku.company_id, sku.sku_id)
        AND expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date + ${REMAINING_LIFE_DAYS}::int
        AND offered_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
    ) AS available, sku.return_class AS "returnClass", sku.pre_sale AS "preSale", (
      SELECT thumb_key FROM product_image image
      WHERE (image.company_id, image.product_id) = (p.company_id, p.product_id)
      ORDER BY position LIMIT 1
    ) AS "thumbKey"
  FROM id_route route
  JOIN sku ON (sku.company_id, sku.sku_id) = (route.company_id, route.id)
  JOIN product p ON (p.company_id, p.product_id) = (sku.company_id, sku.product_id) AND p.listed_at IS NOT NULL
  WHERE route.id = ANY(${skuIds}::uuid[]) AND route.kind = 'sku'`;
