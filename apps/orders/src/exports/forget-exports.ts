import { Injectable } from '@nestjs/common';
import { Blobs } from '#blobs/blobs.js';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { forgetBlob, readExpired } from './exports.sql.js';

@Injectable()
export class ForgetExports {
  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
  ) {}

  /** The file first: a row that still says DONE is looked at again. */
  @Every('1min')
  async run(): Promise<void> {
    for (const expired of await this.db.single(readExpired)) {
      await this.blobs.delete(expired.blobKey);
      await this.db.single((tx) => forgetBlob(tx, expired));
    }
  }
}
