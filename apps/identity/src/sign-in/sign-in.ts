import { Controller } from '@nestjs/common';
import { Auth, type SignInRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import type { PersonId } from '#kernel/id.js';
import { parsePhone } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parsePassword, Passwords } from '../people/passwords.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { findStanding } from '../standings/standing.sql.js';
import { AccessTokens } from './access-tokens.js';
import { newRefreshToken } from './refresh-token.js';
import { startFamily } from './refresh-token.sql.js';
import { clearFailures, countFailure, findKnock } from './sign-in.sql.js';

// Of one phone within 15 minutes, from wherever; then even the right password has to wait. The gateway stops a single
// guesser sooner, by address: this is for those who come from many.
const FAILURES_MAX = 30;

@Controller()
export class SignInHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly passwords: Passwords,
    private readonly accessTokens: AccessTokens,
  ) {}

  @Rpc(Auth.method.signIn)
  async handle(request: SignInRequest) {
    const phoneIndex = this.phones.indexOf(parsePhone(request.phone, 'phone'));
    const password = parsePassword(request.password);
    const personId = await this.passwords.atDesk(() => this.recognise(phoneIndex, password));

    const refreshToken = newRefreshToken();
    const standing = await this.db.transaction(async (tx) => {
      await clearFailures(tx, phoneIndex);
      await startFamily(tx, personId, refreshToken);
      return findStanding(tx, personId);
    });
    if (!standing) throw new Problem('auth.failed');
    return this.accessTokens.signedIn(standing, refreshToken);
  }

  /** Takes the same steps for a phone nobody has as for a wrong password. */
  private async recognise(phoneIndex: Buffer, password: string): Promise<PersonId> {
    const knock = await this.db.single((tx) => findKnock(tx, phoneIndex));
    // Asked at the desk, where few are at once: whoever guesses in parallel gets no more guesses.
    if (knock && knock.failures >= FAILURES_MAX) throw new Problem('overloaded', { retryAfterS: knock.windowLeftS });

    const matches = await this.passwords.matches(password, knock?.passwordHash ?? undefined);
    if (matches && knock?.personId) return knock.personId;
    await this.db.single((tx) => countFailure(tx, phoneIndex));
    throw new Problem('auth.failed');
  }
}
