import { Controller } from '@nestjs/common';
import { Memberships, type DeclineInvitation } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import { InvitationId } from '#kernel/id.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { invitationOf } from './answer.js';
import { isToAnswer } from './invitation.js';
import { toInvitation } from './invitation-view.js';
import { writeAnswer } from './invitations.sql.js';

@Controller()
export class DeclineHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Memberships.method.decline)
  async handle(request: DeclineInvitation, caller: Caller) {
    const { personId } = personOf(caller);
    const invitationId = InvitationId.parse(request.invitationId);

    const declined = await this.db.transaction(async (tx) => {
      const { invitation } = await invitationOf(tx, personId, invitationId);
      if (isToAnswer(invitation, 'DECLINED')) await writeAnswer(tx, invitation, 'DECLINED');
      return { ...invitation, answer: 'DECLINED' as const };
    });
    return { invitation: toInvitation(declined) };
  }
}
