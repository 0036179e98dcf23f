import { Module } from '@nestjs/common';
import { SETTINGS, secret, text, type Settings } from '#service/settings.js';
import { BlobLinks } from './blob-links.js';
import { Blobs } from './blobs.js';
import { FolderBlobs } from './folder-blobs.js';

/** To be spread into the settings of a service that imports the module. */
export const blobSettings = {
  /** One folder for all processes that share blobs. */
  blobFolder: text('BLOB_FOLDER'),
  /** With it links to what is not public are signed; the gateway must have the same. */
  blobLinkSecret: secret('BLOB_LINK_SECRET'),
};

type BlobSettings = Settings<typeof blobSettings>;

@Module({
  providers: [
    {
      provide: Blobs,
      inject: [SETTINGS],
      useFactory: ({ blobFolder }: BlobSettings) => new FolderBlobs(blobFolder),
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
