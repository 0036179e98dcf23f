import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { sweep } from '../sweep.js';
import { findNoShows, noteTrouble } from './trouble.sql.js';

const SWEEP_MAX = 100;
const MISSED_AFTER_MS = 15 * 60_000;

/** A session that was announced and that nobody began within a quarter of an hour: written down once. */
@Injectable()
export class NoShows {
  constructor(private readonly db: Db) {}

  @Every('15s')
  async look(): Promise<void> {
    const missed = await this.db.single((tx) => findNoShows(tx, SWEEP_MAX));
    await sweep(missed, ({ startsAt, ...session }) => {
      const at = new Date(startsAt.getTime() + MISSED_AFTER_MS);
      return this.db.single((tx) => noteTrouble(tx, session, { kind: 'NO_SHOW', at, words: '' }));
    });
  }
}
