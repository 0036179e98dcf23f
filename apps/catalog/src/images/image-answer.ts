import { addressOf } from '#blobs/blob-links.js';
import type { Image } from './image.js';

/** As buyers are told of it. */
export const toImage = ({ imageId, thumbKey, cardKey, fullKey, width, height }: Omit<Image, 'uploadKey'>) => ({
  imageId,
  thumbUrl: addressOf(thumbKey),
  cardUrl: addressOf(cardKey),
  fullUrl: addressOf(fullKey),
  width,
  height,
});
