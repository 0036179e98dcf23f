import { isDeepStrictEqual } from 'node:util';
import { Controller } from '@nestjs/common';
import {
  CompanyFoundedSchema,
  Organisations,
  type FoundCompanyRequest,
} from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Db } from '#database/db.js';
import { CompanyId, IncubatorId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { assertIncubator } from './named.sql.js';
import { parseOrganisationName } from './organisation.js';
import { foundCompany } from './organisation.sql.js';

@Controller()
export class FoundCompanyHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Organisations.method.foundCompany)
  async handle(request: FoundCompanyRequest) {
    const company = {
      companyId: CompanyId.parse(request.companyId),
      incubatorId: IncubatorId.parse(request.incubatorId),
      name: parseOrganisationName(request.name),
    };

    await this.db.transaction(async (tx) => {
      await assertIncubator(tx, company.incubatorId);
      const earlier = await foundCompany(tx, company);
      if (earlier && !isDeepStrictEqual({ ...earlier }, company)) throw new Problem('request.repeated_differently');
      const { companyId, incubatorId } = company;
      if (!earlier) await tx.publish(CompanyFoundedSchema, { companyId, incubatorId, version: 1 });
    });
    return {};
  }
}
