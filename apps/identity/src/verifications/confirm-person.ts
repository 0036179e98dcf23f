import { Controller } from '@nestjs/common';
import { Verifications, type ConfirmPerson } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import { Db } from '#database/db.js';
import { contentHash } from '#kernel/hash.js';
import { CompanyId, PersonId, VerificationId } from '#kernel/id.js';
import { parseDay } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertSeenLately, validUntil } from './verification.js';
import { addVerification, findMembersIncubator, findVerified } from './verification.sql.js';
import { toVerification } from './verified-view.js';

@Controller()
export class ConfirmPersonHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Verifications.method.confirm)
  async handle(request: ConfirmPerson, caller: Caller) {
    const confirmedBy = personOf(caller).personId;
    const companyId = CompanyId.parse(request.companyId);
    const verificationId = VerificationId.parse(request.verificationId);
    const personId = PersonId.parse(request.personId);
    const seenOn = request.verifiedOn === '' ? null : parseDay(request.verifiedOn, 'verifiedOn');
    if (personId === confirmedBy) throw new Problem('access.denied');

    const verified = await this.db.transaction(async (tx) => {
      const member = await findMembersIncubator(tx, companyId, personId);
      if (!member) throw new Problem('not_found');
      const verifiedOn = seenOn ?? member.today;
      const { incubatorId } = member;
      const wanted = {
        verificationId,
        personId,
        incubatorId,
        verifiedOn,
        validUntil: validUntil(verifiedOn),
        confirmedBy,
      };
      const { standing, isNew } = await addVerification(tx, wanted);
      // Said again on another day, "today" is the day it was said first.
      const same = seenOn === null ? { ...wanted, ...daysOf(standing) } : wanted;
      if (contentHash(standing) !== contentHash(same)) throw new Problem('request.repeated_differently');
      if (isNew) assertSeenLately(verifiedOn, member.today);
      return findVerified(tx, companyId, personId);
    });
    return { verification: verified && toVerification(verified) };
  }
}

const daysOf = (standing?: { verifiedOn: string; validUntil: string }) =>
  standing && { verifiedOn: standing.verifiedOn, validUntil: standing.validUntil };
