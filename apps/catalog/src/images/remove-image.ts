import { Controller } from '@nestjs/common';
import { Blobs } from '#blobs/blobs.js';
import { Images, type RemoveImage } from '#contracts/tianjian/catalog/v1/images_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, ImageId, ProductId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toImage } from './image-answer.js';
import { lockImages, removeImage } from './images.sql.js';

@Controller()
export class RemoveImageHandler {
  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
  ) {}

  @Rpc(Images.method.remove)
  async handle(request: RemoveImage) {
    const product = { companyId: CompanyId.parse(request.companyId), productId: ProductId.parse(request.productId) };
    const imageId = ImageId.parse(request.imageId);

    const images = await this.db.ofCompany(product.companyId, async (tx) => {
      const images = await lockImages(tx, product);
      if (!images) throw new Problem('not_found');
      await removeImage(tx, product, imageId);
      return images;
    });

    const gone = images.find((image) => image.imageId === imageId);
    // After the commit: a picture that is still shown is never missing. Cut here, its bytes merely stay.
    if (gone) for (const key of [gone.thumbKey, gone.cardKey, gone.fullKey]) await this.blobs.delete(key);
    return { images: images.filter((image) => image !== gone).map(toImage) };
  }
}
