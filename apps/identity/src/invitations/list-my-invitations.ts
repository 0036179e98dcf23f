import { Controller } from '@nestjs/common';
import { Memberships, type ListMyInvitations } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import { personOf } from '#messaging/access.js';
import type { Caller } from '#messaging/caller.js';
import { Rpc } from '#messaging/rpc.js';
import { toInvitation } from './invitation-view.js';
import { findInvited, openForPhone } from './invitations.sql.js';

@Controller()
export class ListMyInvitationsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Memberships.method.listMine)
  async handle(_: ListMyInvitations, caller: Caller) {
    const { personId } = personOf(caller);
    const invitations = await this.db.transaction(async (tx) => {
      const invited = await findInvited(tx, personId);
      return invited?.proved ? openForPhone(tx, invited.phoneIndex) : [];
    });
    return { invitations: invitations.map(toInvitation) };
  }
}
