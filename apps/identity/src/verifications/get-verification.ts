import { Controller } from '@nestjs/common';
import { Verifications, type GetVerification } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, PersonId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { findVerified } from './verification.sql.js';
import { toVerification } from './verified-view.js';

@Controller()
export class GetVerificationHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Verifications.method.get)
  async handle(request: GetVerification) {
    const companyId = CompanyId.parse(request.companyId);
    const personId = PersonId.parse(request.personId);
    const verified = await this.db.single((tx) => findVerified(tx, companyId, personId));
    return verified ? toVerification(verified) : {};
  }
}
