import { Controller } from '@nestjs/common';
import { Account, type EnterRequest } from '#contracts/tianjian/identity/v1/account_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { EntryId, PersonId } from '#kernel/id.js';
import { parsePhone } from '#kernel/text.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { insertPerson, provePhoneOfWhom } from '../people/person.sql.js';
import { PhoneSeal } from '../people/phone-seal.js';
import { parseFactorCode, SecondFactors } from '../second-factor/second-factors.js';
import { AccessTokens } from '../sign-in/access-tokens.js';
import { newRefreshToken } from '../sign-in/refresh-token.js';
import { endFamiliesOf, startFamily } from '../sign-in/refresh-token.sql.js';
import { findKnock } from '../sign-in/sign-in.sql.js';
import { StandingDesk } from '../standings/standing-desk.js';
import { nameOfNew, parseCode } from './code.js';
import { useCodeFor } from './codes.sql.js';
import { PhoneCodes } from './phone-codes.js';

@Controller()
export class EnterHandler {
  constructor(
    private readonly db: Db,
    private readonly phones: PhoneSeal,
    private readonly codes: PhoneCodes,
    private readonly factors: SecondFactors,
    private readonly standings: StandingDesk,
    private readonly accessTokens: AccessTokens,
  ) {}

  @Rpc(Account.method.enter)
  async handle(request: EnterRequest) {
    const entryId = EntryId.parse(request.entryId);
    const phone = parsePhone(request.phone, 'phone');
    const code = parseCode(request.code);
    const factorCode = parseFactorCode(request.secondFactor, 'secondFactor');

    const phoneIndex = this.phones.indexOf(phone);
    const { codeId } = await this.codes.check(phoneIndex, 'entry', code);
    // Only now, so that nobody without the phone learns whether it is somebody's.
    const known = await this.db.single((tx) => findKnock(tx, phoneIndex));
    if (known?.personId && known.hasFactor) await this.factors.assertShown(known.personId, factorCode);

    const refreshToken = newRefreshToken();
    const standing = await this.db.transaction(async (tx) => {
      if (!(await useCodeFor(tx, codeId, entryId))) throw new Problem('code.wrong');
      const personId = await this.personWith(tx, phone);
      await startFamily(tx, personId, refreshToken);
      return this.standings.find(tx, personId);
    });
    if (!standing) throw new Problem('auth.failed');
    return this.accessTokens.signedIn(standing, refreshToken);
  }

  /** Whose phone it is by now, however many make a person of it at once. */
  private async personWith(tx: Tx, phone: string): Promise<PersonId> {
    const personId = PersonId.new();
    const sealed = this.phones.seal(phone, personId);
    await insertPerson(tx, { personId, name: nameOfNew(personId), phone: sealed, passwordHash: null });
    const holder = await provePhoneOfWhom(tx, sealed.index);
    if (!holder) throw new Problem('auth.failed');
    if (holder.isFirst) await endFamiliesOf(tx, holder.personId, 'password_changed');
    return holder.personId;
  }
}
