import { Controller } from '@nestjs/common';
import { Memberships, type ListCompanyInvitations } from '#contracts/tianjian/identity/v1/memberships_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { toInvitation } from './invitation-view.js';
import { openOfCompany } from './invitations.sql.js';

@Controller()
export class ListCompanyInvitationsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Memberships.method.listInvitations)
  async handle(request: ListCompanyInvitations) {
    const companyId = CompanyId.parse(request.companyId);
    const invitations = await this.db.ofCompany(companyId, (tx) => openOfCompany(tx, companyId));
    return { invitations: invitations.map(toInvitation) };
  }
}
