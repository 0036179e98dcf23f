import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { forgetOldCodes } from '../codes/codes.sql.js';
import { forgetOldNotices } from '../notices/notice.sql.js';
import { forgetOldMessages } from '../texts/text-message.sql.js';
import { forgetOldFamilies } from './refresh-token.sql.js';
import { forgetOldFailures } from './sign-in.sql.js';

@Injectable()
export class ForgetOldSignIns {
  constructor(private readonly db: Db) {}

  @Every('5min')
  async run(): Promise<void> {
    await this.db.single(forgetOldFailures);
    await this.db.single(forgetOldFamilies);
    await this.db.single(forgetOldCodes);
    await this.db.single(forgetOldMessages);
    await this.db.single(forgetOldNotices);
  }
}
