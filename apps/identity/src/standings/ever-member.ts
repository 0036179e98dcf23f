import { Controller } from '@nestjs/common';
import { Standings, type EverMemberRequest } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, PersonId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { wasEverMember } from './standing.sql.js';

@Controller()
export class EverMemberHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Standings.method.everMember)
  async handle(request: EverMemberRequest) {
    const personId = PersonId.parse(request.personId);
    const companyId = CompanyId.parse(request.companyId);
    return { everMember: await this.db.single((tx) => wasEverMember(tx, personId, companyId)) };
  }
}
