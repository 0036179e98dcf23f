import type { BlobKey } from '#blobs/blob-key.js';
import type { CompanyId, ImageId, ProductId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';

export interface Image {
  imageId: ImageId;
  uploadKey: BlobKey;
  thumbKey: BlobKey;
  cardKey: BlobKey;
  fullKey: BlobKey;
  /** Of the full size, in pixels. */
  width: number;
  height: number;
}

export interface ProductOfCompany {
  companyId: CompanyId;
  productId: ProductId;
}

export type Format = 'jpeg' | 'png' | 'webp';

const IMAGES_MAX = 20;
// Twice what good phones take. Larger is a mistake or a bomb: 12 MB of PNG can hold billions of black pixels.
export const PIXELS_MAX = 40_000_000;
const SIDE_MIN = 16;
const SIDE_MAX = 16_383;

const refused = (reason: string) => new Problem('image.refused', { reason });

/** By its first bytes: what a sender calls a file says nothing. */
export function formatOf(bytes: Buffer): Format {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return 'png';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  throw refused('neither JPEG nor PNG nor WebP');
}

/** Judged by what the header says, before a pixel is unpacked. */
export function assertSize(width: number, height: number): void {
  if (width * height > PIXELS_MAX) throw refused(`more than ${PIXELS_MAX} pixels`);
  if (Math.max(width, height) > SIDE_MAX) throw refused(`wider or higher than ${SIDE_MAX} pixels`);
  if (Math.min(width, height) < SIDE_MIN) throw refused(`smaller than ${SIDE_MIN} by ${SIDE_MIN} pixels`);
}

export const unreadable = () => refused('broken, or not what it says it is');

export function assertRoom(images: Image[]): void {
  if (images.length >= IMAGES_MAX) throw invalid('imageId', `at most ${IMAGES_MAX} pictures of a product`);
}

/** All of them in the order wanted. */
export function arranged(images: Image[], wanted: ImageId[]): ImageId[] {
  const known = new Set(images.map((image) => image.imageId));
  const fits = wanted.length === known.size && new Set(wanted).size === known.size;
  if (!fits || !wanted.every((imageId) => known.has(imageId))) throw invalid('imageIds', 'each picture once');
  return wanted;
}
