import { Controller } from '@nestjs/common';
import { SecondFactor, type RemoveFactor } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { parsePassword } from '../people/passwords.js';
import { PasswordCheck } from '../sign-in/password-check.js';
import { isFactorInForce, removeFactor } from './second-factor.sql.js';
import { SecondFactors } from './second-factors.js';

@Controller()
export class RemoveFactorHandler {
  constructor(
    private readonly db: Db,
    private readonly passwordCheck: PasswordCheck,
    private readonly factors: SecondFactors,
  ) {}

  @Rpc(SecondFactor.method.remove)
  async handle(request: RemoveFactor, caller: Caller) {
    const { personId } = personOf(caller);
    await this.passwordCheck.ofPerson(personId, parsePassword(request.password));
    const inForce = await this.db.single((tx) => isFactorInForce(tx, personId));
    if (inForce) await this.factors.assertShown(personId, request.code);
    await this.db.single((tx) => removeFactor(tx, personId));
    return {};
  }
}
