import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { forgetRows } from './imports.sql.js';

const AT_ONCE = 1_000;

/** Rows of tables that nobody will apply any more. */
@Injectable()
export class ForgetImports {
  constructor(private readonly db: Db) {}

  @Every('15min')
  async sweep(): Promise<void> {
    // Ends when fewer are found than were looked for.
    while ((await this.db.single((tx) => forgetRows(tx, AT_ONCE))) === AT_ONCE);
  }
}
