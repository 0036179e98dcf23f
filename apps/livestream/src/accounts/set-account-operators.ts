import { Controller } from '@nestjs/common';
import { Accounts, type SetAccountOperators } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Db } from '#database/db.js';
import { AccountId, CompanyId } from '#kernel/id.js';
import { Rpc } from '#messaging/rpc.js';
import { Problem } from '#problems/problem.js';
import { parseOperators } from './account.js';
import { findOperators, lockAccount, replaceOperators } from './account.sql.js';

@Controller()
export class SetAccountOperatorsHandler {
  constructor(private readonly db: Db) {}

  @Rpc(Accounts.method.setOperators)
  async handle(request: SetAccountOperators) {
    const companyId = CompanyId.parse(request.companyId);
    const accountId = AccountId.parse(request.accountId);
    const personIds = parseOperators(request.personIds);

    return this.db.ofCompany(companyId, async (tx) => {
      const account = await lockAccount(tx, companyId, accountId);
      if (!account) throw new Problem('not_found');
      await replaceOperators(tx, companyId, accountId, personIds);
      return { account: { ...account, operatorPersonIds: await findOperators(tx, companyId, accountId) } };
    });
  }
}
