import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { BlobKey } from '#blobs/blob-key.js';
import { readWhole } from '#blobs/blobs.js';
import { FolderBlobs } from '#blobs/folder-blobs.js';
import { Images } from '#contracts/tianjian/catalog/v1/images_pb.js';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { CompanyId, ImageId, PersonId, ProductId } from '#kernel/id.js';
import { asPerson, runningService } from '#testing/running-service.js';
import { CatalogModule } from '../catalog.module.js';
import { settings } from '../config.js';
import { Farm, times } from '../given.js';

const catalog = runningService('catalog', CatalogModule, { settings });
const farm = new Farm(catalog);

const personId = PersonId.new();
const seller = asPerson({ personId, memberships: [], mandates: [] });
const blobs = () => new FolderBlobs(catalog.blobFolder);

async function upload(bytes: Buffer, ownerId = personId): Promise<BlobKey> {
  const key = BlobKey.new('upload');
  await blobs().put(key, Readable.from([bytes]), { type: 'image/jpeg', maxBytes: 20 << 20, ownerId });
  return key;
}

const red = { r: 200, g: 30, b: 30 };
const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: red } });
const photo = (width = 64, height = 48) => picture(width, height).jpeg().toBuffer();

async function given() {
  const companyId = CompanyId.new();
  const { productId } = await farm.sku({ companyId });
  return { companyId, productId };
}

const add = (request: object, caller = seller) => catalog.call(Images.method.add, request, caller);
const arrange = (request: object) => catalog.call(Images.method.arrange, request, seller);
const remove = (request: object) => catalog.call(Images.method.remove, request, seller);

/** A PNG of black pixels: a few kilobytes that unpack to gigabytes. Checksums are right, all is well but its size. */
function bomb(side: number): Buffer {
  const table = times(256, (n) => times(8, (k) => k).reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));
  const crc = (bytes: Buffer) =>
    (bytes.reduce((c, byte) => table[(c ^ byte) & 0xff]! ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const chunk = (type: string, data: Buffer) => {
    const [body, frame] = [Buffer.concat([Buffer.from(type), data]), Buffer.alloc(8)];
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const rows = deflateSync(Buffer.alloc(Math.ceil(side / 8 + 1) * side));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('Adding a picture', () => {
  it('makes it anew in three sizes, shows it everywhere, and leaves behind where it was taken', async () => {
    const product = await given();
    const where = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '35/1 34/1 0/1' }, IFD0: { Copyright: '张勇' } };
    const taken = await picture(2_000, 1_000).withExif(where).jpeg().toBuffer();
    const blobKey = await upload(Buffer.concat([taken, Buffer.from('hidden behind the end')]));
    const imageId = ImageId.new();

    const { images } = await add({ ...product, imageId, blobKey });

    expect(images).toMatchObject([{ imageId, width: 1_600, height: 800 }]);
    const { thumbUrl, cardUrl, fullUrl } = images[0]!;
    const sizes = await Promise.all(
      [thumbUrl, cardUrl, fullUrl].map(async (url) => {
        const key = BlobKey.parse(url.replace('/api/blobs/', ''));
        expect(BlobKey.isPublic(key)).toBe(true);
        const bytes = await readWhole(blobs(), key);
        expect(bytes!.includes('hidden')).toBe(false);
        const { format, width, height, exif, icc, xmp } = await sharp(bytes).metadata();
        expect([format, exif, icc, xmp]).toEqual(['webp', undefined, undefined, undefined]);
        return [width, height];
      }),
    );
    expect(sizes).toEqual([
      [240, 240],
      [720, 360],
      [1_600, 800],
    ]);
    expect(await blobs().about(blobKey)).toBeUndefined();
    const { product: shown } = await catalog.call(Products.method.get, product);
    expect(shown).toMatchObject({ imageUrl: cardUrl, images: [{ imageId, thumbUrl, cardUrl, fullUrl }] });
    expect((await catalog.call(Products.method.list, { companyId: product.companyId })).products).toMatchObject([
      { imageUrl: cardUrl },
    ]);
  });

  it('turns it the way the camera was held', async () => {
    const lying = await picture(60, 30).withMetadata({ orientation: 6 }).jpeg().toBuffer();

    const { images } = await add({ ...(await given()), blobKey: await upload(lying) });

    expect(images).toMatchObject([{ width: 30, height: 60 }]);
  });

  it('is done once under an id, however often it is asked for at once', async () => {
    const [product, imageId, blobKey] = [await given(), ImageId.new(), await upload(await photo())];

    const answers = await Promise.all(times(4, () => add({ ...product, imageId, blobKey })));
    answers.push(await add({ ...product, imageId, blobKey }));

    for (const { images } of answers) expect(images.map((image) => image.imageId)).toEqual([imageId]);
    await expect(add({ ...product, imageId, blobKey: await upload(await photo()) })).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });
  });

  it.each([
    ['a bomb of 400 million pixels', async () => bomb(20_000), /more than 40000000 pixels/],
    ['a strip longer than any screen', () => picture(20, 16_400).png().toBuffer(), /wider or higher/],
    ['a dot', () => photo(8, 8), /smaller than/],
    ['a drawing that can run', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /neither/],
    ['an archive under a false name', async () => Buffer.from('PK\x03\x04 apples.jpg'), /neither/],
    ['a photo cut off', async () => (await photo(400, 400)).subarray(0, 600), /broken/],
    ['a JPEG in its first bytes only', async () => Buffer.from([0xff, 0xd8, 0xff, ...randomBytes(500)]), /broken/],
    ['nothing', async () => Buffer.alloc(0), /neither/],
  ])('refuses %s, and keeps serving', async (_, make, reason) => {
    const product = await given();

    await expect(add({ ...product, blobKey: await upload(await make()) })).rejects.toMatchObject({
      code: 'image.refused',
      details: { reason: expect.stringMatching(reason) },
    });
    expect((await add({ ...product, blobKey: await upload(await photo()) })).images).toHaveLength(1);
  });

  it('takes uploads of the caller only, for products of the company only, twenty at most', async () => {
    const [product, blobKey] = [await given(), await upload(await photo())];
    const somebody = asPerson({ personId: PersonId.new(), memberships: [], mandates: [] });

    await expect(add({ ...product, blobKey }, somebody)).rejects.toMatchObject({ details: { field: 'blobKey' } });
    for (const key of [BlobKey.new('upload'), '../../etc/passwd', ''])
      await expect(add({ ...product, blobKey: key })).rejects.toMatchObject({ details: { field: 'blobKey' } });
    for (const foreign of [{ companyId: CompanyId.new() }, { productId: ProductId.new() }])
      await expect(add({ ...product, ...foreign, blobKey })).rejects.toMatchObject({ code: 'not_found' });
    await catalog.sql(
      `INSERT INTO product_image (company_id, product_id, image_id, position, upload_key, thumb_key, card_key, full_key,
         width, height)
       SELECT $1, $2, gen_random_uuid(), n, '', '', '', '', 1, 1 FROM generate_series(1, 20) AS n`,
      [product.companyId, product.productId],
    );
    await expect(add({ ...product, blobKey })).rejects.toMatchObject({ details: { field: 'imageId' } });
  });
});

describe('Pictures of a product', () => {
  async function pictures() {
    const product = await given();
    const ids = times(3, () => ImageId.new());
    for (const imageId of ids) await add({ ...product, imageId, blobKey: await upload(await photo()) });
    return { product, ids: ids as [ImageId, ImageId, ImageId] };
  }

  it('stand in the order they were put in, the first in lists', async () => {
    const { product, ids } = await pictures();
    const [one, two, three] = ids;

    const { images } = await arrange({ ...product, imageIds: [three, one, two] });

    expect(images.map((image) => image.imageId)).toEqual([three, one, two]);
    const { product: shown } = await catalog.call(Products.method.get, product);
    expect(shown?.imageUrl).toBe(images[0]!.cardUrl);
    for (const imageIds of [[one, two], [one, two, two], [one, two, ImageId.new()], []])
      await expect(arrange({ ...product, imageIds })).rejects.toMatchObject({ details: { field: 'imageIds' } });
    await expect(arrange({ ...product, companyId: CompanyId.new(), imageIds: ids })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('go with their bytes, once', async () => {
    const { product, ids } = await pictures();
    const { product: before } = await catalog.call(Products.method.get, product);
    const key = BlobKey.parse(before!.imageUrl.replace('/api/blobs/', ''));

    await remove({ ...product, imageId: ids[0] });
    const { images } = await remove({ ...product, imageId: ids[0] });

    expect(images.map((image) => image.imageId)).toEqual(ids.slice(1));
    expect(await blobs().about(key)).toBeUndefined();
    await expect(remove({ ...product, companyId: CompanyId.new(), imageId: ids[1] })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
