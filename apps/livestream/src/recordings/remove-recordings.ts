import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { removeSome } from './kept.sql.js';

const AT_ONCE = 100;

/**
 * What was kept for three years and is held by nobody is removed: the edge that has it hears so with its next question
 * and deletes the bytes. What was recorded, by whom and with what hashes stays.
 */
@Injectable()
export class RemoveRecordings {
  constructor(private readonly db: Db) {}

  @Every('1h')
  async look(): Promise<void> {
    while ((await this.db.single((tx) => removeSome(tx, AT_ONCE))) === AT_ONCE);
  }
}
