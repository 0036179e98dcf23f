import { Controller } from '@nestjs/common';
import { Memberships, type WithdrawInvitation } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, InvitationId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { isToAnswer } from './invitation.js';
import { toInvitation } from './invitation-view.js';
import { findInvitation, writeAnswer } from './invitations.sql.js';

@Controller()
export class WithdrawHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Memberships.method.withdraw)
  async handle(request: WithdrawInvitation) {
    const companyId = CompanyId.parse(request.companyId);
    const invitationId = InvitationId.parse(request.invitationId);

    const invitation = await this.db.ofCompany(companyId, async (tx) => {
      const found = await findInvitation(tx, invitationId);
      if (!found || found.companyId !== companyId) throw new Problem('not_found');
      if (isToAnswer(found, 'WITHDRAWN')) await writeAnswer(tx, found, 'WITHDRAWN');
      return { ...found, answer: 'WITHDRAWN' as const };
    });
    return { invitation: toInvitation(invitation) };
  }
}
