import { Injectable } from '@nestjs/common';
import { Blobs } from '#blobs/blobs.js';
import { Every } from '#service/every.js';

/** What was uploaded and never used, and what anybody who died left half written. */
@Injectable()
export class ForgetUploads {
  constructor(private readonly blobs: Blobs) {}

  @Every('15min')
  async run(): Promise<void> {
    await this.blobs.sweep(new Date());
  }
}
