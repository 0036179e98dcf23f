import { Controller } from '@nestjs/common';
import { Readable } from 'node:stream';
import { BlobKey } from '#blobs/blob-key.js';
import { Blobs, readWhole } from '#blobs/blobs.js';
import { Images, type AddImage } from '#contracts/tianjian/catalog/v1/images_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, ImageId, ProductId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { assertRoom, type Image, type ProductOfCompany } from './image.js';
import { toImage } from './image-answer.js';
import { addImage, lockImages } from './images.sql.js';
import { renditionsOf } from './renditions.js';

// Three sizes of a picture never come near it.
const RENDITION_MAX = 8 * 1024 * 1024;

@Controller()
export class AddImageHandler {
  /** One picture at a time: unpacked, each is a hundred megabytes. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
  ) {}

  @Rpc(Images.method.add)
  async handle(request: AddImage, caller: Caller) {
    const { personId } = personOf(caller);
    const product = { companyId: CompanyId.parse(request.companyId), productId: ProductId.parse(request.productId) };
    const imageId = ImageId.parseOrNew(request.imageId);
    const uploadKey = BlobKey.parse(request.blobKey);

    // Made before the transaction, which must wait for nothing; a repeated request finds its picture and makes none.
    const earlier = await this.db.ofCompany(product.companyId, (tx) => imagesAsked(lockImages(tx, product)));
    if (knows(earlier, imageId, uploadKey)) return { images: earlier.map(toImage) };
    assertRoom(earlier);
    const image = await this.oneAtATime(() => this.make(product, imageId, uploadKey, personId));

    const images = await this.db.ofCompany(product.companyId, async (tx) => {
      const images = await imagesAsked(lockImages(tx, product));
      if (knows(images, imageId, uploadKey)) return images;
      // An upload goes when its picture is there, so that who repeats a call that still runs finds one of the two.
      if (!image) throw invalid('blobKey', 'an upload of your own');
      assertRoom(images);
      await addImage(tx, product, image, personId);
      return [...images, image];
    });
    await this.blobs.delete(uploadKey);
    return { images: images.map(toImage) };
  }

  /** Undefined: there is no such upload, or it is somebody else's. */
  private async make(
    { companyId, productId }: ProductOfCompany,
    imageId: ImageId,
    uploadKey: BlobKey,
    by: PersonId,
  ): Promise<Image | undefined> {
    const about = await this.blobs.about(uploadKey);
    const bytes = about?.ownerId === by ? await readWhole(this.blobs, uploadKey) : undefined;
    if (!bytes) return undefined;

    const { thumb, card, full, width, height } = await renditionsOf(bytes);
    const keep = async (size: string, rendition: Buffer) => {
      const key = BlobKey.derive('public', companyId, productId, imageId, uploadKey, size);
      await this.blobs.put(key, Readable.from([rendition]), { type: 'image/webp', maxBytes: RENDITION_MAX });
      return key;
    };
    const [thumbKey, cardKey, fullKey] = [
      await keep('thumb', thumb),
      await keep('card', card),
      await keep('full', full),
    ];
    return { imageId, uploadKey, thumbKey, cardKey, fullKey, width, height };
  }

  private oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => {}); // Its own caller hears of it.
    return result;
  }
}

async function imagesAsked(found: Promise<Image[] | undefined>): Promise<Image[]> {
  const images = await found;
  if (!images) throw new Problem('not_found');
  return images;
}

/** Whether the picture is there already, made of the same upload. */
function knows(images: Image[], imageId: ImageId, uploadKey: BlobKey): boolean {
  const known = images.find((image) => image.imageId === imageId);
  if (known && known.uploadKey !== uploadKey) throw new Problem('request.repeated_differently');
  return known !== undefined;
}
