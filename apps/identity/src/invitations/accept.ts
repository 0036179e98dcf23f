import { Controller } from '@nestjs/common';
import { Memberships, type AcceptInvitation } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import { InvitationId, MembershipId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { saveMembership } from '../organisations/organisation.sql.js';
import { invitationOf } from './answer.js';
import { isToAnswer, termFrom } from './invitation.js';
import { toInvitation } from './invitation-view.js';
import { writeAnswer } from './invitations.sql.js';

@Controller()
export class AcceptHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Memberships.method.accept)
  async handle(request: AcceptInvitation, caller: Caller) {
    const { personId } = personOf(caller);
    const invitationId = InvitationId.parse(request.invitationId);

    const accepted = await this.db.transaction(async (tx) => {
      const { invitation, today } = await invitationOf(tx, personId, invitationId);
      const { companyId, roles } = invitation;
      if (isToAnswer(invitation, 'ACCEPTED')) {
        const membershipId = MembershipId.derive('invitation', companyId, invitationId);
        await saveMembership(tx, { membershipId, personId, companyId, roles, ...termFrom(invitation, today) });
        await writeAnswer(tx, invitation, 'ACCEPTED');
      }
      return { ...invitation, answer: 'ACCEPTED' as const };
    });
    return { invitation: toInvitation(accepted) };
  }
}
