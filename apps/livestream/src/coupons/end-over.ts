import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { lockSession } from '../sessions/session.sql.js';
import { sweep } from '../sweep.js';
import { findOver } from './coupon-offer.sql.js';
import { endCouponOffers } from './end-coupon-offers.js';

const SWEEP_MAX = 100;

/** Offers end by themselves: what can no longer be claimed must not stay on the screen. */
@Injectable()
export class EndOverCouponOffers {
  constructor(private readonly db: Db) {}

  @Every('1s')
  async look(): Promise<void> {
    const over = await this.db.single((tx) => findOver(tx, SWEEP_MAX));
    await sweep(over, (offer) =>
      this.db.transaction(async (tx) => {
        await lockSession(tx, offer.companyId, offer.liveSessionId);
        await endCouponOffers(tx, [offer]);
      }),
    );
  }
}
