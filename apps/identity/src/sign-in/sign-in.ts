import { Controller } from '@nestjs/common';
import { Auth, type SignInRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { parsePhone } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parsePassword } from '../people/passwords.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { parseFactorCode, SecondFactors } from '../second-factor/second-factors.js';
import { StandingDesk } from '../standings/standing-desk.js';
import { AccessTokens } from './access-tokens.js';
import { PasswordCheck } from './password-check.js';
import { newRefreshToken } from './refresh-token.js';
import { startFamily } from './refresh-token.sql.js';
import { clearFailures } from './sign-in.sql.js';

@Controller()
export class SignInHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly passwordCheck: PasswordCheck,
    private readonly factors: SecondFactors,
    private readonly standings: StandingDesk,
    private readonly accessTokens: AccessTokens,
  ) {}

  @Rpc(Auth.method.signIn)
  async handle(request: SignInRequest) {
    const phoneIndex = this.phones.indexOf(parsePhone(request.phone, 'phone'));
    const password = parsePassword(request.password);
    const code = parseFactorCode(request.code, 'code');

    const { personId, hasFactor } = await this.passwordCheck.byPhone(phoneIndex, password);
    // Only now, so that nobody learns who has a second factor without the password.
    if (hasFactor) await this.factors.assertShown(personId, code);

    const refreshToken = newRefreshToken();
    const standing = await this.db.transaction(async (tx) => {
      await clearFailures(tx, phoneIndex);
      await startFamily(tx, personId, refreshToken);
      return this.standings.find(tx, personId);
    });
    if (!standing) throw new Problem('auth.failed');
    return this.accessTokens.signedIn(standing, refreshToken);
  }
}
