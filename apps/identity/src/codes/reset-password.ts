import { Controller } from '@nestjs/common';
import { Account, type ResetPasswordRequest } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import type { CodeId } from '#kernel/id.js';
import { parsePhone } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parseNewPassword, Passwords } from '../people/passwords.js';
import { setPassword } from '../people/person.sql.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { endFamiliesOf } from '../sign-in/refresh-token.sql.js';
import { clearFailures, findKnock } from '../sign-in/sign-in.sql.js';
import { parseCode } from './code.js';
import { useCode } from './codes.sql.js';
import { PhoneCodes } from './phone-codes.js';

@Controller()
export class ResetPasswordHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly passwords: Passwords,
    private readonly codes: PhoneCodes,
  ) {}

  @Rpc(Account.method.resetPassword)
  async handle(request: ResetPasswordRequest) {
    const phoneIndex = this.phones.indexOf(parsePhone(request.phone, 'phone'));
    const code = parseCode(request.code);
    const password = parseNewPassword(request.password);

    const { codeId, used } = await this.codes.check(phoneIndex, 'reset', code);
    const isSet = !used && (await this.set(phoneIndex, codeId, password));
    if (!isSet) await this.assertSetBefore(phoneIndex, password);
    return {};
  }

  /** False if the code was used meanwhile. */
  private async set(phoneIndex: Buffer, codeId: CodeId, password: string): Promise<boolean> {
    const passwordHash = await this.passwords.hash(password);
    return this.db.transaction(async (tx) => {
      if (!(await useCode(tx, codeId))) return false;
      const personId = await setPassword(tx, phoneIndex, passwordHash);
      if (!personId) return false;
      await endFamiliesOf(tx, personId, 'password_changed');
      await clearFailures(tx, phoneIndex);
      return true;
    });
  }

  /** A code that is sent again with the password it set has done its work; with another one it is worth nothing. */
  private async assertSetBefore(phoneIndex: Buffer, password: string): Promise<void> {
    const knock = await this.db.single((tx) => findKnock(tx, phoneIndex));
    const hash = knock?.passwordHash ?? undefined;
    const same = await this.passwords.atDesk(() => this.passwords.matches(password, hash));
    if (!same) throw new Problem('code.wrong');
  }
}
