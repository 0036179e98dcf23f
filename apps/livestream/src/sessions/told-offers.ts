import { Injectable } from '@nestjs/common';
import { Offers } from '#contracts/tianjian/catalog/v1/stock_pb.js';
import { Db } from '#database/db.js';
import { RpcClient } from '#messaging/rpc-client.js';
import { Every } from '#service/every.js';
import { sweep } from '../sweep.js';
import { findForgotten, findUntold, markTold, type SessionName } from './told-offers.sql.js';

const SWEEP_MAX = 100;

/** Keeps the catalog told which SKUs may be bought in which session. */
@Injectable()
export class ToldOffers {
  constructor(
    private readonly db: Db,
    private readonly rpc: RpcClient,
  ) {}

  /** After the commit that changed it. Safe to repeat and in any order: the catalog goes by the version. */
  async tell(session: SessionName): Promise<void> {
    const untold = await this.db.single((tx) => findUntold(tx, session));
    if (!untold) return;
    await this.rpc.to(Offers).setSessionOffers(untold);
    await this.db.single((tx) => markTold(tx, untold));
  }

  @Every('2s')
  async resume(): Promise<void> {
    const forgotten = await this.db.single((tx) => findForgotten(tx, SWEEP_MAX));
    await sweep(forgotten, (session) => this.tell(session));
  }
}
