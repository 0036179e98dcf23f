import { Controller } from '@nestjs/common';
import { Images, type ArrangeImages } from '#contracts/tianjian/catalog/v1/images_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, ImageId, ProductId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { arranged } from './image.js';
import { toImage } from './image-answer.js';
import { arrangeImages, lockImages, readImages } from './images.sql.js';

@Controller()
export class ArrangeImagesHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Images.method.arrange)
  async handle(request: ArrangeImages) {
    const product = { companyId: CompanyId.parse(request.companyId), productId: ProductId.parse(request.productId) };
    const wanted = request.imageIds.map((imageId) => ImageId.parse(imageId, 'imageIds'));

    const images = await this.db.ofCompany(product.companyId, async (tx) => {
      const images = await lockImages(tx, product);
      if (!images) throw new Problem('not_found');
      await arrangeImages(tx, product, arranged(images, wanted));
      return readImages(tx, product);
    });

    return { images: images.map(toImage) };
  }
}
