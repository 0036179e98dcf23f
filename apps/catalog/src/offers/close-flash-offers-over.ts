import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { closeFlash, findOver } from './offers.sql.js';

const AT_ONCE = 100;

/** Ends flash offers whose time is over, also where the session that opened them is not there to do it. */
@Injectable()
export class CloseFlashOffersOver {
  constructor(private readonly db: Db) {}

  @Every('1s')
  async sweep(): Promise<void> {
    const over = await this.db.single((tx) => findOver(tx, AT_ONCE));
    for (const { companyId, offerId } of over) await this.db.transaction((tx) => closeFlash(tx, companyId, offerId));
  }
}
