import { Controller } from '@nestjs/common';
import { Account, type GetAccount } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { toAccount } from './account.js';
import { findAccount } from './account.sql.js';

@Controller()
export class GetAccountHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
  ) {}

  @Rpc(Account.method.get)
  async handle(_: GetAccount, caller: Caller) {
    const { personId } = personOf(caller);
    const account = await this.db.single((tx) => findAccount(tx, personId));
    if (!account) throw new Problem('auth.required');
    return toAccount(account, this.phones.open(account.phoneSealed, personId));
  }
}
