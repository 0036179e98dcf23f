import type { Tx } from '#database/tx.js';
import type { ImageId, PersonId } from '#kernel/id.js';
import type { Image, ProductOfCompany } from './image.js';

export const readImages = (tx: Tx, { companyId, productId }: ProductOfCompany) => tx.sql<Image>`
  SELECT image_id AS "imageId", upload_key AS "uploadKey", thumb_key AS "thumbKey", card_key AS "cardKey",
    full_key AS "fullKey", width, height
  FROM product_image WHERE company_id = ${companyId} AND product_id = ${productId} ORDER BY position, image_id`;

/** The product's pictures, to be changed by nobody else; undefined where the company has no such product. */
export async function lockImages(tx: Tx, product: ProductOfCompany): Promise<Image[] | undefined> {
  const locked = await tx.sql`
    SELECT FROM product WHERE company_id = ${product.companyId} AND product_id = ${product.productId}
    FOR NO KEY UPDATE`;
  return locked.length === 1 ? readImages(tx, product) : undefined;
}

export async function addImage(tx: Tx, { companyId, productId }: ProductOfCompany, image: Image, by: PersonId) {
  await tx.sql`
    INSERT INTO product_image (company_id, product_id, image_id, position, upload_key, thumb_key, card_key, full_key,
      width, height, added_by)
    SELECT ${companyId}::uuid, ${productId}::uuid, ${image.imageId}::uuid, coalesce(max(position), 0) + 1,
      ${image.uploadKey}::text, ${image.thumbKey}::text, ${image.cardKey}::text, ${image.fullKey}::text,
      ${image.width}::int, ${image.height}::int, ${by}::uuid
    FROM product_image WHERE company_id = ${companyId} AND product_id = ${productId}`;
}

export async function arrangeImages(tx: Tx, { companyId, productId }: ProductOfCompany, imageIds: ImageId[]) {
  await tx.sql`
    UPDATE product_image i SET position = wanted.position
    FROM unnest(${imageIds}::uuid[]) WITH ORDINALITY AS wanted (image_id, position)
    WHERE i.company_id = ${companyId} AND i.product_id = ${productId} AND i.image_id = wanted.image_id`;
}

export async function removeImage(tx: Tx, { companyId, productId }: ProductOfCompany, imageId: ImageId) {
  await tx.sql`
    DELETE FROM product_image
    WHERE company_id = ${companyId} AND product_id = ${productId} AND image_id = ${imageId}`;
}
