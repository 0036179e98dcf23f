import { Controller } from '@nestjs/common';
import { Memberships, type EndMembership } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, MembershipId, type PersonId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { toMember } from './member-view.js';
import { assertOwnerRemains, isOver, parseLastDay } from './membership.js';
import { endNow, endOn, findMember, lockMembers, ownersOf, type MemberRow } from './memberships.sql.js';

@Controller()
export class EndMembershipHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Memberships.method.end)
  async handle(request: EndMembership, caller: Caller) {
    const by = personOf(caller).personId;
    const companyId = CompanyId.parse(request.companyId);
    const membershipId = MembershipId.parse(request.membershipId);

    const ended = await this.db.transaction(async (tx) => {
      // Two owners who end each other at once would leave none: the second sees what the first has done.
      const today = await lockMembers(tx, companyId);
      const member = await findMember(tx, companyId, membershipId);
      if (!today || !member) throw new Problem('not_found');
      await this.end(tx, companyId, member, { today, by, lastDay: request.endsOn });
      return findMember(tx, companyId, membershipId);
    });
    return { member: ended && toMember(ended) };
  }

  private async end(
    tx: Tx,
    companyId: CompanyId,
    member: MemberRow,
    { today, by, lastDay }: { today: string; by: PersonId; lastDay: string },
  ): Promise<void> {
    const isRepeated = lastDay === '' ? member.endedAt !== null : member.endsOn === lastDay;
    if (isRepeated) return;
    if (isOver(member, today)) throw new Problem('membership.over');
    const day = lastDay === '' ? undefined : parseLastDay(lastDay, member, today);
    assertOwnerRemains(await ownersOf(tx, companyId), member, today);
    if (day === undefined) await endNow(tx, companyId, member.membershipId, { by });
    else await endOn(tx, companyId, member.membershipId, day, by);
  }
}
