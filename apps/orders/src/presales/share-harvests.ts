import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { keep } from './presale.js';
import { findToShare, lockHarvest, lockWaiting, writeShares, type HarvestKey } from './presales.sql.js';

const HARVESTS_AT_ONCE = 20;
const ORDERS_AT_ONCE = 500;

/**
 * Gives out what was harvested, in the order in which it was ordered. Also to an order that was placed while the harvest
 * was noted: it comes last, and is told as soon as it is seen.
 */
@Injectable()
export class ShareHarvests {
  constructor(private readonly db: Db) {}

  @Every('2s')
  async sweep(): Promise<void> {
    for (const harvest of await this.db.single((tx) => findToShare(tx, HARVESTS_AT_ONCE))) await this.share(harvest);
  }

  private async share(harvest: HarvestKey): Promise<void> {
    let given: number;
    do {
      given = await this.db.transaction(async (tx) => {
        const leftG = await lockHarvest(tx, harvest);
        if (leftG === undefined) return 0;
        const waiting = await lockWaiting(tx, harvest, ORDERS_AT_ONCE);
        if (waiting.length > 0) await writeShares(tx, harvest, keep(waiting, leftG));
        return waiting.length;
      });
    } while (given === ORDERS_AT_ONCE);
  }
}
