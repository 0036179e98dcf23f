import { addressOf } from '#blobs/blob-links.js';
import type { BlobKey } from '#blobs/blob-key.js';
import { toImage } from '../images/image-answer.js';
import { Fen } from '#kernel/fen.js';
import { documentOf } from '../lots/certificate-answer.js';
import { toByWeight } from '../skus/by-weight.js';
import type { ShownProduct } from './products.sql.js';

/** A product as buyers are told of it. */
export const toProduct = (product: ShownProduct) => ({
  ...product,
  skus: product.skus.map(({ grossG, maxOverBp, preSale, ...sku }) => ({
    ...sku,
    preSale: preSale ?? undefined,
    byWeight: toByWeight({ priceFen: Fen.of(sku.priceFen), netG: sku.weightG, grossG, maxOverBp }),
  })),
  imageUrl: imageUrlOf(product.images[0]?.cardKey ?? null),
  images: product.images.map(toImage),
  claims: product.claims.map((claim) => ({ ...claim, kind: documentOf(claim.kind) })),
});

export const imageUrlOf = (cardKey: BlobKey | null) => (cardKey === null ? '' : addressOf(cardKey));
