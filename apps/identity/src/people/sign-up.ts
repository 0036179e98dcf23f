import { Controller } from '@nestjs/common';
import { Auth, type SignUpRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { PersonId } from '#kernel/id.js';
import { parsePhone, parseText } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { AccessTokens } from '../sign-in/access-tokens.js';
import { newRefreshToken } from '../sign-in/refresh-token.js';
import { startFamily } from '../sign-in/refresh-token.sql.js';
import { parseNewPassword, Passwords } from './passwords.js';
import { insertPerson } from './person.sql.js';
import { PhoneSeal } from './phone-seal.js';

export const NAME_MAX = 40;

@Controller()
export class SignUpHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly passwords: Passwords,
    private readonly accessTokens: AccessTokens,
  ) {}

  @Rpc(Auth.method.signUp)
  async handle(request: SignUpRequest) {
    const personId = PersonId.new();
    const name = parseText(request.name, 'name', { max: NAME_MAX });
    const phone = this.phones.seal(parsePhone(request.phone, 'phone'), personId);
    const passwordHash = await this.passwords.hash(parseNewPassword(request.password));

    const refreshToken = newRefreshToken();
    await this.db.transaction(async (tx) => {
      if (!(await insertPerson(tx, { personId, name, phone, passwordHash }))) throw new Problem('phone.taken');
      await startFamily(tx, personId, refreshToken);
    });

    return this.accessTokens.signedIn({ person: { personId, name }, memberships: [], mandates: [] }, refreshToken);
  }
}
