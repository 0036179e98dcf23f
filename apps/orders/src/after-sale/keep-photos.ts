import { Injectable } from '@nestjs/common';
import { Blobs } from '#blobs/blobs.js';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { notePhotosKept, readUnkept, type Photos } from './photos.sql.js';

/** Photos of a refund are uploads, which go after a day unless they are wanted. */
@Injectable()
export class KeepPhotos {
  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
  ) {}

  async of(photos: Photos): Promise<void> {
    if (photos.photoKeys.length === 0) return;
    for (const key of photos.photoKeys) await this.blobs.keep(key);
    await this.db.single((tx) => notePhotosKept(tx, photos));
  }

  /** Of whoever died before saying so. */
  @Every('10s')
  async run(): Promise<void> {
    for (const photos of await this.db.single(readUnkept)) await this.of(photos);
  }
}
