import { Controller } from '@nestjs/common';
import { SecondFactor, type ConfirmFactor } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import { EnrolmentId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parseCode } from '../codes/code.js';
import { endFamiliesOf } from '../sign-in/refresh-token.sql.js';
import { addRecoveryCodes, confirmFactor, takeStep, type Factor } from './second-factor.sql.js';
import { SecondFactors } from './second-factors.js';
import { codeAt, isSame } from './totp.js';

@Controller()
export class ConfirmFactorHandler {
  constructor(
    private readonly db: Db,
    private readonly factors: SecondFactors,
  ) {}

  @Rpc(SecondFactor.method.confirm)
  async handle(request: ConfirmFactor, caller: Caller) {
    const { personId } = personOf(caller);
    const enrolmentId = EnrolmentId.parse(request.enrolmentId);
    const code = parseCode(request.code);

    const factor = await this.factors.takeTry(personId);
    if (factor.enrolmentId !== enrolmentId) throw new Problem('not_found');
    const codes = this.factors.recoveryCodesOf(personId, enrolmentId);
    if (factor.inForce) this.assertSameCode(factor, personId, code);
    else await this.confirm(factor, personId, { code, codes });
    return { codes };
  }

  private async confirm(factor: Factor, personId: PersonId, shown: { code: string; codes: string[] }): Promise<void> {
    const step = this.factors.stepOf(factor, personId, shown.code);
    if (step === undefined) throw new Problem('code.wrong');
    const hashes = shown.codes.map((code) => this.factors.hashOfRecoveryCode(code, personId));
    await this.db.transaction(async (tx) => {
      // Twins that come at once bring the same code: the second finds all done.
      if (!(await takeStep(tx, personId, step))) return;
      if (!(await confirmFactor(tx, personId, factor.enrolmentId))) throw new Problem('not_found');
      await addRecoveryCodes(tx, personId, hashes);
      // Whoever signed in with the password alone has to show the factor, too.
      await endFamiliesOf(tx, personId, 'second_factor');
    });
  }

  /** The answer was lost and is asked for again, by whoever has the code that it was for. */
  private assertSameCode(factor: Factor, personId: PersonId, code: string): void {
    const last = codeAt(this.factors.openSecret(factor, personId), factor.lastStep);
    if (!isSame(code, last)) throw new Problem('code.wrong');
  }
}
