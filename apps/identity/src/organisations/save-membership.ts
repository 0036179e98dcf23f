import { Controller } from '@nestjs/common';
import { Organisations, type SaveMembershipRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, MembershipId, PersonId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertCompany, assertPerson } from './named.sql.js';
import { parseCompanyRoles, parseTerm } from './organisation.js';
import { saveMembership, type Membership } from './organisation.sql.js';

@Controller()
export class SaveMembershipHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Organisations.method.saveMembership)
  async handle(request: SaveMembershipRequest) {
    const membership = parse(request);
    await this.db.transaction(async (tx) => {
      await assertPerson(tx, membership.personId);
      await assertCompany(tx, membership.companyId);
      if (!(await saveMembership(tx, membership))) throw new Problem('request.repeated_differently');
    });
    return {};
  }
}

const parse = (request: SaveMembershipRequest): Membership => ({
  membershipId: MembershipId.parse(request.membershipId),
  personId: PersonId.parse(request.personId),
  companyId: CompanyId.parse(request.companyId),
  roles: parseCompanyRoles(request.roles),
  ...parseTerm(request),
});
