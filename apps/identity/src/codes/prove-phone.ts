import { Controller } from '@nestjs/common';
import { Account, type ProvePhoneRequest } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findAccount } from '../account/account.sql.js';
import { toAccount } from '../account/account.js';
import { findPhone, provePhone } from '../people/person.sql.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { parseCode } from './code.js';
import { useCode } from './codes.sql.js';
import { PhoneCodes } from './phone-codes.js';

@Controller()
export class ProvePhoneHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly codes: PhoneCodes,
  ) {}

  @Rpc(Account.method.provePhone)
  async handle(request: ProvePhoneRequest, caller: Caller) {
    const { personId } = personOf(caller);
    const code = parseCode(request.code);
    const own = await this.db.single((tx) => findPhone(tx, personId));
    if (!own) throw new Problem('auth.required');

    const { codeId } = await this.codes.check(own.index, 'proof', code);
    const account = await this.db.transaction(async (tx) => {
      await useCode(tx, codeId);
      await provePhone(tx, personId, own.index);
      return findAccount(tx, personId);
    });
    if (!account) throw new Problem('auth.required');
    return toAccount(account, this.phones.open(account.phoneSealed, personId));
  }
}
