import { Controller } from '@nestjs/common';
import { Account, type SendProofCodeRequest } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { CodeId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { findPhone } from '../people/person.sql.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { PhoneCodes } from './phone-codes.js';

@Controller()
export class SendProofCodeHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly codes: PhoneCodes,
  ) {}

  @Rpc(Account.method.sendProofCode)
  async handle(request: SendProofCodeRequest, caller: Caller) {
    const { personId } = personOf(caller);
    const codeId = CodeId.parse(request.codeId);
    const own = await this.db.single((tx) => findPhone(tx, personId));
    if (!own) throw new Problem('auth.required');
    const phone = this.phones.open(own.sealed, personId);
    return this.codes.send({ codeId, phoneIndex: own.index, purpose: 'proof' }, phone);
  }
}
