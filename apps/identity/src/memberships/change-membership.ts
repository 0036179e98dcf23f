import { isDeepStrictEqual } from 'node:util';
import { Controller } from '@nestjs/common';
import { Memberships, type ChangeMembership } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import type { Tx } from '#database/tx.js';
import { CompanyId, MembershipId, type PersonId } from '#kernel/id.js';
import { parseDay } from '#kernel/text.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invalid, Problem } from '#problems/problem.js';
import { parseCompanyRoles } from '../organisations/organisation.js';
import { toMember } from './member-view.js';
import { assertOwnerRemains, isOver } from './membership.js';
import { addMembership, endNow, findMember, lockMembers, ownersOf, type MemberRow } from './memberships.sql.js';

interface Change {
  companyId: CompanyId;
  membershipId: MembershipId;
  newMembershipId: MembershipId;
  roles: string[];
  endsOn: string | null;
  by: PersonId;
}

@Controller()
export class ChangeMembershipHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Memberships.method.change)
  async handle(request: ChangeMembership, caller: Caller) {
    const change: Change = {
      companyId: CompanyId.parse(request.companyId),
      membershipId: MembershipId.parse(request.membershipId),
      newMembershipId: MembershipId.parse(request.newMembershipId, 'newMembershipId'),
      roles: parseCompanyRoles(request.roles),
      endsOn: request.endsOn === '' ? null : parseDay(request.endsOn, 'endsOn'),
      by: personOf(caller).personId,
    };

    const member = await this.db.transaction(async (tx) => {
      const today = await lockMembers(tx, change.companyId);
      const before = await findMember(tx, change.companyId, change.membershipId);
      if (!today || !before) throw new Problem('not_found');
      if (before.changedInto === change.newMembershipId) return assertSame(tx, change);
      if (isOver(before, today)) throw new Problem('membership.over');
      return this.change(tx, before, { ...change, today });
    });
    return { member: toMember(member) };
  }

  private async change(
    tx: Tx,
    before: MemberRow,
    { today, ...change }: Change & { today: string },
  ): Promise<MemberRow> {
    const { companyId, membershipId, newMembershipId, roles, endsOn, by } = change;
    const startsOn = before.startsOn > today ? before.startsOn : today;
    if (endsOn !== null && endsOn < startsOn) throw invalid('endsOn', `${startsOn} or later`);

    const { personId } = before;
    const successor = { membershipId: newMembershipId, companyId, personId, roles, startsOn, endsOn };
    if (!(await addMembership(tx, successor))) throw new Problem('request.repeated_differently');
    // The successor counts among those who remain.
    assertOwnerRemains(await ownersOf(tx, companyId), before, today);
    await endNow(tx, companyId, membershipId, { by, changedInto: newMembershipId });
    return memberOf(tx, change);
  }
}

async function memberOf(tx: Tx, { companyId, newMembershipId }: Change): Promise<MemberRow> {
  const member = await findMember(tx, companyId, newMembershipId);
  if (!member) throw new Problem('not_found');
  return member;
}

async function assertSame(tx: Tx, change: Change): Promise<MemberRow> {
  const member = await memberOf(tx, change);
  const same = isDeepStrictEqual([member.roles, member.endsOn], [change.roles, change.endsOn]);
  if (!same) throw new Problem('request.repeated_differently');
  return member;
}
