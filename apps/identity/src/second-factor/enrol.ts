import { randomBytes } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { SecondFactor, type EnrolFactor } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { EnrolmentId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parsePassword } from '../people/passwords.js';
import { PasswordCheck } from '../sign-in/password-check.js';
import { enrolFactor } from './second-factor.sql.js';
import { SecondFactors } from './second-factors.js';
import { base32, otpauthUri } from './totp.js';

// As long as the hash, as RFC 4226 recommends.
const SECRET_BYTES = 20;
const ISSUER = '田间';

@Controller()
export class EnrolFactorHandler {
  constructor(
    private readonly db: Db,
    private readonly passwordCheck: PasswordCheck,
    private readonly factors: SecondFactors,
  ) {}

  @Rpc(SecondFactor.method.enrol)
  async handle(request: EnrolFactor, caller: Caller) {
    const { personId } = personOf(caller);
    const enrolmentId = EnrolmentId.parse(request.enrolmentId);
    await this.passwordCheck.ofPerson(personId, parsePassword(request.password));

    const sealed = this.factors.sealSecret(randomBytes(SECRET_BYTES), personId);
    const factor = await this.db.transaction((tx) => enrolFactor(tx, personId, { enrolmentId, ...sealed }));
    if (!factor) throw new Problem('auth.required');
    if (factor.inForce) throw new Problem('factor.in_force');

    const secret = this.factors.openSecret(factor, personId);
    return { secret: base32(secret), otpauthUri: otpauthUri(secret, { issuer: ISSUER, account: factor.name }) };
  }
}
