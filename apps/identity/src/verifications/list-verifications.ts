import { Controller } from '@nestjs/common';
import { Verifications, type ListVerifications } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import { Db } from '#database/db.js';
import { CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { listVerified } from './verification.sql.js';
import { toVerification } from './verified-view.js';

@Controller()
export class ListVerificationsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Verifications.method.list)
  async handle(request: ListVerifications) {
    const companyId = CompanyId.parse(request.companyId);
    const people = await this.db.single((tx) => listVerified(tx, companyId));
    return { people: people.map(toVerification) };
  }
}
