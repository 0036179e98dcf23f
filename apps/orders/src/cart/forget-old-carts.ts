import { Injectable } from '@nestjs/common';
import { Db } from '#database/db.js';
import { Every } from '#service/every.js';
import { forgetOldCarts, forgetOldMerges } from './cart.sql.js';

@Injectable()
export class ForgetOldCarts {
  constructor(private readonly db: Db) {}

  @Every('10min')
  async run(): Promise<void> {
    await this.db.single(forgetOldCarts);
    await this.db.single(forgetOldMerges);
  }
}
