import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { Observer } from '#service/observer.js';
import { findUnsettled } from './presales.sql.js';
import { settleLater } from './settle.js';

const AT_ONCE = 50;

/** Small harvests: what buyers give up is taken off the shelf, until what is promised is there. */
@Injectable()
export class SettleHarvests {
  constructor(
    private readonly db: Db,
    private readonly observer: Observer,
  ) {}

  @Every('2s')
  async sweep(): Promise<void> {
    for (const key of await this.db.single((tx) => findUnsettled(tx, AT_ONCE))) {
      await this.db
        .transaction((tx) => settleLater(tx, key))
        .catch((error: unknown) => this.observer.failed(error, 'settling a harvest'));
    }
  }
}
