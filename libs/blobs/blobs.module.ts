import { Module } from '@nestjs/common';
import { SETTINGS, secret, text, url, type Settings } from '#service/settings.js';
import { BlobLinks } from './blob-links.js';
import { Blobs } from './blobs.js';
import { FolderBlobs } from './folder-blobs.js';

/** Where they lie. */
export const blobPlace = {
  /** One folder for all processes that share blobs, */
  blobFolder: text('BLOB_FOLDER', { default: '' }),
  /** or one bucket, of Amazon's or of whoever speaks as S3 does. */
  blobS3Bucket: text('BLOB_S3_BUCKET', { default: '' }),
  /** Empty: Amazon's own. */
  blobS3Endpoint: url('BLOB_S3_ENDPOINT', { default: '' }),
  blobS3Region: text('BLOB_S3_REGION', { default: 'us-east-1' }),
  /** Empty: by what the machine is given, such as a role. */
  blobS3KeyId: text('BLOB_S3_KEY_ID', { default: '' }),
  blobS3Secret: text('BLOB_S3_SECRET', { default: '' }),
};

/** To be spread into the settings of a service that imports the module. */
export const blobSettings = {
  ...blobPlace,
  /** With it links to what is not public are signed; the gateway must have the same. */
  blobLinkSecret: secret('BLOB_LINK_SECRET'),
};

export type BlobPlace = Settings<typeof blobPlace>;
export type BlobSettings = Settings<typeof blobSettings>;

/** A bucket if one is named, else the folder. */
export async function blobsOf(settings: BlobPlace): Promise<Blobs> {
  const { blobFolder, blobS3Bucket: bucket, blobS3Endpoint: endpoint, blobS3Region: region } = settings;
  if (bucket === '') {
    if (blobFolder === '') throw new Error('Settings: BLOB_FOLDER is not set, nor BLOB_S3_BUCKET');
    return new FolderBlobs(blobFolder);
  }
  const { blobS3KeyId: keyId, blobS3Secret: secretKey } = settings;
  if ((keyId === '') !== (secretKey === '')) throw new Error('Settings: BLOB_S3_KEY_ID and BLOB_S3_SECRET go together');
  // Where blobs lie in a folder nobody waits for it to load.
  const { S3Blobs } = await import('./s3-blobs.js');
  return new S3Blobs({ endpoint, region, bucket, keyId, secret: secretKey });
}

@Module({
  providers: [
    {
      provide: Blobs,
      inject: [SETTINGS],
      useFactory: blobsOf,
    },
    {
      provide: BlobLinks,
      inject: [SETTINGS],
      useFactory: ({ blobLinkSecret }: BlobSettings) => new BlobLinks(blobLinkSecret),
    },
  ],
  exports: [Blobs, BlobLinks],
})
export class BlobsModule {}
