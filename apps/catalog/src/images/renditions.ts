import { assertSize, formatOf, PIXELS_MAX, unreadable } from './image.js';

export interface Renditions {
  thumb: Buffer;
  card: Buffer;
  full: Buffer;
  width: number;
  height: number;
}

const [THUMB, CARD, FULL] = [240, 720, 1_600];
const QUALITY = 80;

/**
 * A picture in the sizes we show, made anew: what is not a pixel (place, time, device, anything hidden behind the end)
 * stays behind. Problems: image.refused.
 */
export async function renditionsOf(bytes: Buffer): Promise<Renditions> {
  const format = formatOf(bytes);
  const sharp = await loadSharp();
  // The header alone: nothing is unpacked for it.
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (header?.format !== format) throw unreadable();
  assertSize(header.width, header.height);

  const within = { width: FULL, height: FULL, fit: 'inside', withoutEnlargement: true } as const;
  // Turned as the camera was held: the note that says so is left behind.
  const { data, info } = await sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error', sequentialRead: true })
    .autoOrient()
    .resize(within)
    .webp({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw unreadable();
    });
  // The large picture was unpacked once; the small ones are made of the result.
  const small = () => sharp(data).webp({ quality: QUALITY });
  const card = await small()
    .resize({ ...within, width: CARD, height: CARD })
    .toBuffer();
  const thumb = await small().resize({ width: THUMB, height: THUMB, fit: 'cover' }).toBuffer();
  return { thumb, card, full: data, width: info.width, height: info.height };
}

let loading: Promise<typeof import('sharp').default> | undefined;

/** With the first picture: a service that was given none does without its memory. */
async function loadSharp() {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // Holds are waiting for the other core.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  return loading;
}
