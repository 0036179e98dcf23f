import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { sweep } from '../sweep.js';
import { dueOf, wordsOf, type Due } from './reminder.js';
import { findNear, hasRound, takeRound, writeReminders, type Announced } from './reminder.sql.js';

/** Writes down whom to remind, each kind of a session in one go. */
@Injectable()
export class WriteReminders {
  constructor(private readonly db: Db) {}

  @Every('2s')
  async look(): Promise<void> {
    const near = await this.db.single(findNear);
    const due = near.flatMap((session) => dueOf(session, session.now).map((one) => ({ session, due: one })));
    await sweep(due, (one) => this.write(one.session, one.due));
  }

  private async write(session: Announced, due: Due): Promise<void> {
    if (await this.db.single((tx) => hasRound(tx, session, due))) return;
    await this.db.transaction(async (tx) => {
      if (await takeRound(tx, session, due)) await writeReminders(tx, session, due, wordsOf(due.kind, session));
    });
  }
}
