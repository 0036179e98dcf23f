import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { completeDue, findLeft } from './complete.sql.js';
import { moveOnIfAllLeft } from './fulfilment.sql.js';

const AT_ONCE = 100;

/** Orders that go on without anybody's word: time is over, or what had not left was refunded. */
@Injectable()
export class MoveOrdersOn {
  constructor(private readonly db: Db) {}

  @Every('5s')
  async completeThoseDue(): Promise<void> {
    let taken: number;
    do {
      taken = await this.db.single((tx) => completeDue(tx, AT_ONCE));
    } while (taken === AT_ONCE);
  }

  @Every('5s')
  async shipThoseLeft(): Promise<void> {
    await this.db.transaction(async (tx) => {
      for (const order of await findLeft(tx, AT_ONCE)) await moveOnIfAllLeft(tx, order);
    });
  }
}
